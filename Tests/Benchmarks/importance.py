#!/usr/bin/env python3
"""`hpmake importance` beside Optuna's fANOVA evaluator and the exact Sobol' indices.

    importance.py [HPMAKE]

Prints rows of a table: what, figure, peer, ratio (of errors: the largest of ours to the largest of
theirs; or of times), CPU (nothing here), bar. Needs Optuna and scikit-learn (pip install optuna
scikit-learn).
"""
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time

try:
    import optuna
except ImportError:
    sys.exit("skipped: importance.py needs Optuna")
from make_dist import fabricate

WEIGHTS = [0, 1, 4.5, 9, 99, 99]


def ishigami(params):
    x1, x2, x3 = (math.pi * (2 * params[f"x{i}"] - 1) for i in (1, 2, 3))
    return math.sin(x1) + 7 * math.sin(x2) ** 2 + 0.1 * x3 ** 4 * math.sin(x1)


def g_function(params):
    return math.prod((abs(4 * params[f"x{i + 1}"] - 2) + w) / (1 + w)
                     for i, w in enumerate(WEIGHTS))


def optuna_shares(points, function, names):
    space = {name: optuna.distributions.FloatDistribution(0, 1) for name in names}
    study = optuna.create_study()
    study.add_trials([optuna.trial.create_trial(params=point, distributions=space,
                                                value=function(point)) for point in points])
    evaluator = optuna.importance.FanovaImportanceEvaluator(seed=0)
    begin = time.time()
    shares = evaluator.evaluate(study)
    return [shares[name] for name in names], time.time() - begin


def our_shares(points, function, names):
    program = os.path.abspath(os.environ.get("HPMAKE", ".build/release/hpmake"))
    spec = {
        "space": points,
        "stages": {"train": ["/bin/sh", "-c", "echo '{\"y\": 0}' > $0/result.json", "{out}",
                             "{args}"]},
        "objective": {"minimize": "y"},
    }
    with tempfile.TemporaryDirectory() as folder:
        fabricate(folder, spec, lambda params: {"y": function(params)})
        begin = time.time()
        output = subprocess.run(
            [program, "importance", f"{folder}/dist", "--format", "json", "--top", "99"],
            check=True, capture_output=True).stdout
        seconds = time.time() - begin
    shares = {row["parameter"]: row["share"] for row in json.loads(output)}
    pairs = {name: share for name, share in shares.items() if "×" in name}
    return [shares[name] for name in names], pairs, seconds


def main():
    if len(sys.argv) > 1:
        os.environ["HPMAKE"] = os.path.abspath(sys.argv[1])
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    draw = random.Random(1)
    partial = [1 / (3 * (1 + w) ** 2) for w in WEIGHTS]
    total = math.prod(1 + p for p in partial) - 1
    cases = [("Ishigami", ishigami, [0.3139, 0.4424, 0]),
             ("g-function", g_function, [p / total for p in partial])]
    for title, function, exact in cases:
        names = [f"x{i + 1}" for i in range(len(exact))]
        points = [{name: draw.random() for name in names} for _ in range(1000)]
        ours, pairs, our_time = our_shares(points, function, names)
        theirs, their_time = optuna_shares(points, function, names)
        what = f"importance, {title}, 1,000 random runs"
        for name, truth, our, their in zip(names, exact, ours, theirs):
            print(f"| {what}: {name}, exactly {truth:.4f} | {our:.4f} | {their:.4f} | | | ±0.1 |")
        errors = [max(abs(a - b) for a, b in zip(shares, exact)) for shares in (ours, theirs)]
        print(f"| {what}: largest error | {errors[0]:.4f} | {errors[1]:.4f} "
              f"| {errors[0] / errors[1]:.2f} | | 0.1 |")
        order = [sorted(range(len(exact)), key=lambda i: -shares[i]) for shares in (ours, exact)]
        # Parameters that hardly matter have no rank worth the name.
        ranked = [[i for i in ranks if exact[i] > 0.01] for ranks in order]
        print(f"| {what}: ranks right | {'yes' if ranked[0] == ranked[1] else 'no'} | | | | yes |")
        print(f"| {what}: time | {our_time:.2f} s | {their_time:.2f} s "
              f"| {our_time / their_time:.3f} | | |", flush=True)


if __name__ == "__main__":
    main()
