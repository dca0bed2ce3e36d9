"""Draws 20,000 values of each domain by the package whose spaces hpmake imports, for the tests to compare
with. `python make_draws.py FORMAT > Fixtures/FORMAT.json`, where the package of PACKAGES is installed.

A fixture holds the space as the import reads it, and for each parameter either how often each value came
(`counts`) or 39 quantiles (`quantiles`); `draws` is how many there were, fewer where a condition has to
hold.
"""
import json
import random
import sys
import warnings
from collections import Counter

warnings.simplefilter("ignore")
COUNT = 20000

PACKAGES = {
    "nni": "nni==3.0", "wandb": "sweeps==0.3.0", "configspace": "ConfigSpace==1.2.2",
    "optuna": "optuna==5.0.0", "katib": "optuna==5.0.0, as Katib's Optuna service calls it",
    "ray": "ray==2.60", "hydra": "hydra-core==1.3", "guild": "guildai==0.9.0",
    "kerastuner": "keras-tuner==1.4.8", "synetune": "syne-tune==0.16.0",
    "determined": "determined==0.38", "vizier": "google-vizier==0.1",
}


def nni():
    from nni.algorithms.hpo.random_tuner import suggest
    from nni.common.hpo_utils import deformat_parameters, format_search_space
    import numpy as np
    d = lambda t, *v: {"_type": t, "_value": list(v)}
    space = {
        "choice": d("choice", "a", "b", 3, 4.5), "twice": d("choice", "a", "a", "b"),
        "randint": d("randint", 2, 9), "uniform": d("uniform", -1, 2), "same": d("uniform", 2, 2),
        "loguniform": d("loguniform", 1e-5, 1e-1), "quniform": d("quniform", 0, 1, 0.1),
        "clipped": d("quniform", 1, 10, 4), "below": d("quniform", 0.5, 0.9, 2),
        "half": d("quniform", 0.05, 0.95, 0.1), "qloguniform": d("qloguniform", 16, 128, 16),
        "logclipped": d("qloguniform", 1, 100, 5), "normal": d("normal", 3, 2),
        "qnormal": d("qnormal", 0, 1, 0.5), "lognormal": d("lognormal", 0, 1),
        "qlognormal": d("qlognormal", 1, 0.5, 1), "0_1": d("choice", "none", "skip"),
        "layer0": d("choice", {"_name": "Empty"},
                    {"_name": "Conv", "size": d("choice", 1, 2, 3, 5)},
                    {"_name": "Pool", "size": d("randint", 2, 4)}),
    }
    formatted = format_search_space(space)
    rng = np.random.default_rng(1)
    for _ in range(COUNT):
        drawn = deformat_parameters(suggest(rng, formatted), formatted)
        layer = drawn.pop("layer0")
        drawn["layer0"] = layer["_name"]
        if "size" in layer:
            drawn["layer0.size"] = layer["size"]
        drawn["p0_1"] = drawn.pop("0_1")
        yield drawn
    return space


def wandb():
    from sweeps.params import HyperParameter
    space = {
        "value": {"value": 3}, "values": {"values": ["a", 2, True]},
        "probabilities": {"values": ["sgd", "adam"], "probabilities": [0.7, 0.3]},
        "ints": {"min": 1, "max": 5}, "floats": {"min": 0.0, "max": 0.5},
        "int_uniform": {"distribution": "int_uniform", "min": -2, "max": 2},
        "uniform": {"distribution": "uniform", "min": 1, "max": 3},
        "log_uniform": {"distribution": "log_uniform", "min": -9.2, "max": -2.3},
        "log_uniform_values": {"distribution": "log_uniform_values", "min": 1e-4, "max": 0.1},
        "inv_log_uniform": {"distribution": "inv_log_uniform", "min": 0.0, "max": 3.0},
        "inv_values": {"distribution": "inv_log_uniform_values", "min": 1.0, "max": 20.0},
        "q_uniform": {"distribution": "q_uniform", "min": 0.0, "max": 1.0, "q": 0.25},
        "q_outside": {"distribution": "q_uniform", "min": 0.5, "max": 3.7},
        "q_log_values": {"distribution": "q_log_uniform_values", "min": 16.0, "max": 128.0,
                         "q": 16.0},
        "q_log_outside": {"distribution": "q_log_uniform_values", "min": 1.0, "max": 10.0,
                          "q": 4.0},
        "q_log_uniform": {"distribution": "q_log_uniform", "min": 0.0, "max": 3.0},
        "normal": {"distribution": "normal"},
        "q_normal": {"distribution": "q_normal", "mu": 1.0, "sigma": 2.0, "q": 0.5},
        "log_normal": {"distribution": "log_normal", "mu": 0.0, "sigma": 1.0},
        "q_log_normal": {"distribution": "q_log_normal", "mu": 0.0, "sigma": 1.0},
        "beta1": {"distribution": "beta"},
        "beta": {"distribution": "beta", "a": 2.0, "b": 5.0},
        "q_beta": {"distribution": "q_beta", "a": 2.0, "b": 5.0, "q": 0.1},
    }
    random.seed(1)
    parameters = {name: HyperParameter(name, dict(v)) for name, v in space.items()}
    for _ in range(COUNT):
        yield {name: p.ppf(random.random()) for name, p in parameters.items()}
    return {"method": "random", "parameters": space}


def configspace():
    import ConfigSpace as cs
    from ConfigSpace import hyperparameters as hp
    space = cs.ConfigurationSpace(name="demo", seed=1)
    opt = cs.Categorical("opt", ["sgd", "adam", "rms"])
    layers = cs.Integer("layers", (1, 10))
    mom = cs.Float("mom", (0.0, 0.99))
    beta1 = cs.Float("beta1", (0.8, 0.999))
    gamma, delta = cs.Float("gamma", (0.0, 1.0)), cs.Float("delta", (0.0, 1.0))
    size = hp.OrdinalHyperparameter("size", ["small", "medium", "large", "huge"])
    act = cs.Categorical("act", ["relu", "tanh"], weights=[0.75, 0.25])
    space.add([
        opt, layers, mom, beta1, gamma, delta, size, act, cs.Constant("ver", 3),
        cs.Float("lr", (1e-5, 1e-1), log=True), cs.Integer("units", (1, 4), log=True),
        hp.NormalFloatHyperparameter("nf", mu=0.5, sigma=1, lower=-1, upper=3),
        hp.NormalFloatHyperparameter("nfl", mu=2, sigma=1, lower=1, upper=30, log=True),
        hp.NormalIntegerHyperparameter("ni", mu=5, sigma=2, lower=1, upper=10),
        hp.BetaFloatHyperparameter("bf", alpha=2, beta=4, lower=0, upper=1),
        hp.BetaIntegerHyperparameter("bi", alpha=2, beta=4, lower=0, upper=10),
    ])
    space.add(cs.EqualsCondition(mom, opt, "sgd"))
    space.add(cs.AndConjunction(
        cs.InCondition(beta1, opt, ["adam", "rms"]), cs.GreaterThanCondition(beta1, layers, 2)))
    space.add(cs.NotEqualsCondition(gamma, opt, "rms"))
    space.add(cs.LessThanCondition(delta, layers, 4))
    space.add(cs.ForbiddenEqualsClause(size, "large"))
    space.add(cs.ForbiddenAndConjunction(
        cs.ForbiddenEqualsClause(act, "tanh"), cs.ForbiddenInClause(size, ["huge", "small"])))
    for drawn in space.sample_configuration(COUNT):
        yield dict(drawn)
    return space.to_serialized_dict()


def optuna_distributions(space):
    import optuna
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.RandomSampler(seed=1)
    study = optuna.create_study(sampler=sampler)
    trial = study.ask()
    for _ in range(COUNT):
        yield {n: sampler.sample_independent(study, trial, n, d) for n, d in space.items()}


def optuna():
    from optuna.distributions import CategoricalDistribution as C, distribution_to_json
    from optuna.distributions import FloatDistribution as F, IntDistribution as I
    space = {
        "float": F(0, 0.5), "log": F(1e-5, 0.1, log=True), "step": F(0.1, 0.95, step=0.2),
        "int": I(1, 5), "ints": I(16, 130, step=16), "intlog": I(1, 4, log=True),
        "categorical": C(["sgd", "adam", None, True, 2.5]),
    }
    yield from optuna_distributions(space)
    return {name: json.loads(distribution_to_json(d)) for name, d in space.items()}


def katib():
    from optuna.distributions import CategoricalDistribution as C
    from optuna.distributions import FloatDistribution as F, IntDistribution as I
    space = {
        "double": F(1e-5, 0.1), "step": F(0.1, 0.9, step=0.2), "int": I(1, 5),
        "ints": I(16, 64, step=16), "categorical": C(["sgd", "adam"]),
        "discrete": C([1, 2.5, 4]), "log": F(1e-5, 0.1, log=True),
    }
    yield from optuna_distributions(space)
    p = lambda n, t, **f: {"name": n, "parameterType": t, "feasibleSpace": f}
    return {"spec": {
        "objective": {"type": "maximize", "objectiveMetricName": "acc"},
        "algorithm": {"algorithmName": "random"}, "maxTrialCount": 12, "parameters": [
            p("double", "double", min="1e-05", max="0.1"),
            p("step", "double", min="0.1", max="0.9", step="0.2"),
            p("int", "int", min="1", max="5"), p("ints", "int", min="16", max="64", step="16"),
            p("categorical", "categorical", list=["sgd", "adam"]),
            p("discrete", "discrete", list=["1", "2.5", "4"]),
            p("log", "double", min="1e-5", max="0.1", distribution="logUniform")]}}


def ray():
    from ray import tune
    space = {
        "uniform": tune.uniform(-1.5, 2), "loguniform": tune.loguniform(1e-4, 1),
        "choice": tune.choice(["a", 2, None]), "randint": tune.randint(1, 6),
        "lograndint": tune.lograndint(1, 6), "randn": tune.randn(1, 2),
        "quniform": tune.quniform(0.5, 2.5, 0.5), "qloguniform": tune.qloguniform(1, 100, 1),
        "qrandn": tune.qrandn(1, 2, 0.5), "qrandint": tune.qrandint(4, 20, 4),
        "qlograndint": tune.qlograndint(4, 20, 4), "nested": {"x": tune.uniform(0, 1)},
    }
    flat = {**space, "nested.x": space["nested"]["x"]}
    del flat["nested"]
    for _ in range(COUNT):
        yield {name: d.sample() for name, d in flat.items()}
    return json.loads(json.dumps(
        space, default=lambda o: {"class": type(o).__name__, **vars(o)}))


def hydra():
    from hydra.core.override_parser.overrides_parser import OverridesParser
    parser = OverridesParser.create()
    space = {
        "words": "a,b", "choice": "choice(1, 2.5, 1e-4)", "sort": "sort(3,1,2)",
        "range": "range(1,10,3)", "upto": "range(4)", "floats": "range(0.5,2.0,0.5)",
        "values": "true,1_000,007,0x10,on,null", "lists": "[1,2],[3]", "plain": "3",
    }
    for _ in range(COUNT // 10):
        drawn = {}
        for name, text in space.items():
            override = parser.parse_override("%s=%s" % (name, text))
            values = override.value()
            if override.is_sweep_override():
                values = list(override.sweep_iterator(transformer=lambda x: x))
                drawn[name] = random.choice(values)
            else:
                drawn[name] = values
        yield drawn
    return space


def guild():
    from guild import flag_util
    from guild.plugins import skopt_util
    space = {
        "ints": "[1:5]", "floats": "uniform[0.1:0.9]", "log": "loguniform[1e-5:0.1]",
        "range": "range[0:1:0.25]", "linspace": "linspace[0:1:5]",
        "logspace": "logspace[-4:-1:4]", "list": "[sgd, adam, 3]", "plain": "7",
    }
    flags = {name: flag_util.decode_flag_val(text) for name, text in space.items()}
    yield from skopt_util.random_trials_for_flags(flags, COUNT // 10, 1)
    return space


def kerastuner():
    import os
    os.environ["KERAS_BACKEND"] = "jax"
    import keras_tuner as kt
    hp = kt.HyperParameters()
    hp.Int("int", 1, 6)
    hp.Int("ints", 8, 64, step=8)
    hp.Int("intlog", 1, 20, sampling="log")
    hp.Int("powers", 1, 100, step=10, sampling="log")
    hp.Float("float", -1, 2)
    hp.Float("floats", 0, 1, step=0.25)
    hp.Float("log", 1e-4, 1e-1, sampling="log")
    hp.Float("halves", 0.125, 2, step=2, sampling="log")
    hp.Boolean("bool")
    hp.Choice("opt", ["sgd", "adam"])
    hp.Fixed("fixed", 3)
    with hp.conditional_scope("opt", ["sgd"]):
        hp.Float("mom", 0, 1)
    random.seed(1)
    for seed in range(COUNT):
        # One seed for all would tie the values of one draw together.
        drawn = {p.name: p.random_sample(100 * seed + k) for k, p in enumerate(hp.space)}
        if drawn["opt"] != "sgd":
            del drawn["mom"]
        yield drawn
    return hp.get_config()


def synetune():
    from syne_tune import config_space as c
    space = {
        "uniform": c.uniform(-1, 2), "loguniform": c.loguniform(1e-4, 1),
        "randint": c.randint(1, 5), "lograndint": c.lograndint(1, 5),
        "choice": c.choice(["a", "b"]), "ordinal": c.ordinal([1, 2, 8], kind="equal"),
        "finrange": c.finrange(0, 1, 5), "logfinrange": c.logfinrange(8, 512, 7, cast_int=True),
    }
    for _ in range(COUNT):
        yield {name: d.sample() for name, d in space.items()}
    return {**c.config_space_to_json_dict(space), "constant": 3}


def determined():
    from determined._execution import _generate_random_hparam_values as generate
    space = {
        "const": {"type": "const", "val": 3},
        "categorical": {"type": "categorical", "vals": ["a", 2, True]},
        "double": {"type": "double", "minval": 0.1, "maxval": 0.9},
        "log": {"type": "log", "base": 10, "minval": -4, "maxval": -1},
        "log2": {"type": "log", "base": 2.0, "minval": -3.5, "maxval": 4},
        "plain": 0.5, "nested": {"x": {"type": "double", "minval": 0, "maxval": 1}},
    }
    for _ in range(COUNT):
        drawn = generate(space)
        drawn["nested.x"] = drawn.pop("nested")["x"]
        yield drawn
    return {"searcher": {"name": "random", "metric": "loss", "max_trials": 20},
            "hyperparameters": space}


def vizier():
    from vizier import pyvizier as vz
    from vizier._src.algorithms.designers.random import RandomDesigner
    from vizier.service import pyvizier as service
    from google.protobuf import json_format
    problem = vz.ProblemStatement()
    root = problem.search_space.root
    root.add_float_param("double", -1.0, 2.0)
    root.add_float_param("log", 1e-4, 1.0, scale_type=vz.ScaleType.LOG)
    root.add_int_param("int", 1, 5)
    root.add_discrete_param("discrete", [1, 2.5, 4])
    root.add_categorical_param("categorical", ["sgd", "adam"])
    problem.metric_information.append(
        vz.MetricInformation("acc", goal=vz.ObjectiveMetricGoal.MAXIMIZE))
    designer = RandomDesigner(problem.search_space, seed=1)
    for suggestion in designer.suggest(COUNT):
        yield suggestion.parameters.as_dict()
    study = service.StudyConfig.from_problem(problem)
    return json.loads(json_format.MessageToJson(study.to_proto()))


def plain(value):
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def canonical(value):
    """Numbers by value: 16 and 16.0 are one."""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    elif isinstance(value, float):
        value = float("%.9g" % value)
    return json.dumps(value)


def summary(values):
    distinct = {canonical(v) for v in values}
    if len(distinct) <= 60:
        counts = Counter(canonical(v) for v in values)
        return {"draws": len(values), "counts": dict(sorted(counts.items()))}
    ordered = sorted(values)
    return {"draws": len(values), "quantiles": [
        float("%.7g" % ordered[len(ordered) * k // 40]) for k in range(1, 40)]}


def main(name):
    columns, generator = {}, globals()[name]()
    while True:
        try:
            drawn = next(generator)
        except StopIteration as end:
            source = end.value
            break
        for key, value in drawn.items():
            columns.setdefault(key, []).append(plain(value))
    print('{"package": %s,\n"source": %s,\n"parameters": {' % (
        json.dumps(PACKAGES[name]), json.dumps(source)))
    lines = ["%s: %s" % (json.dumps(k), json.dumps(summary(v))) for k, v in columns.items()]
    print(",\n".join(lines) + "}}")


main(sys.argv[1])
