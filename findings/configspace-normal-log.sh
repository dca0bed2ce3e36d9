#!/bin/sh
# ConfigSpace 1.2.2: the deviation of a normal hyperparameter with log=True depends on its lower bound: on
# the logarithmic scale it is |ln(lower + sigma)|. So two that differ only in a bound far away from the mean
# spread quite differently. Installs the package into a temporary folder. Exits 1 where that is no longer so.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q ConfigSpace==1.2.2
"$work/venv/bin/python" - <<'PY'
import math, sys
from importlib.metadata import version
import numpy as np
from ConfigSpace import ConfigurationSpace
from ConfigSpace.hyperparameters import NormalFloatHyperparameter

print("ConfigSpace", version("ConfigSpace"))
right = True
for lower in (0.1, 1.0):
    space = ConfigurationSpace(seed=1)
    space.add(NormalFloatHyperparameter("x", mu=100, sigma=0.5, lower=lower, upper=1e5, log=True))
    draws = np.log([c["x"] for c in space.sample_configuration(4000)])
    expected = abs(math.log(lower + 0.5))
    print("mu=100, sigma=0.5, lower=%g: deviation of ln x is %.3f; |ln(lower + sigma)| = %.3f" % (
        lower, draws.std(), expected))
    right = right and abs(draws.std() - expected) < 0.03
sys.exit(0 if right else 1)
PY
