#!/bin/sh
# NNI 3.0: its random tuner raises KeyError for a choice within a choice within a choice, whenever a draw does
# not come to the middle one: whether an inner parameter is active is asked of a parent that was not drawn.
# Installs the package into a temporary folder. Exits 1 where that is no longer so.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q nni==3.0 'setuptools<81'
cd "$work"
HOME=$work "$work/venv/bin/python" - <<'PY' 2>/dev/null
import sys
from importlib.metadata import version
from nni.algorithms.hpo.random_tuner import RandomTuner


def choice(*values):
    return {"_type": "choice", "_value": list(values)}


space = {"model": choice(
    {"_name": "linear", "lr": {"_type": "loguniform", "_value": [1e-4, 1e-1]}},
    {"_name": "net", "head": choice(
        {"_name": "mlp", "hidden": choice(16, 32, 64)},
        {"_name": "conv", "kernel": choice(3, 5, 7)})})}
tuner = RandomTuner(seed=1)
tuner.update_search_space(space)
drawn, errors = [], []
for trial in range(20):
    try:
        drawn.append(tuner.generate_parameters(trial)["model"]["_name"])
    except KeyError as error:
        errors.append(error.args[0])
print("nni", version("nni"), len(drawn), "of 20 drawn, all of them", set(drawn))
print(len(errors), "KeyError:", set(errors))
sys.exit(0 if errors and set(drawn) == {"net"} else 1)
PY
# As seen on 2026-11-27:
# nni 3.0 5 of 20 drawn, all of them {'net'}
# 15 KeyError: {('model', 1, 'head')}
