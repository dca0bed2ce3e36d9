#!/bin/sh
# Nested choices of NNI, from its search space to the file that a trainer reads, judged by NNI itself: nni.sh
# HPMAKE PYTHON, where PYTHON has nni. Exits 1 where a trainer would get something else than NNI hands over.
# (NNI 3.0 cannot search where a choice that not every trial has is nested in turn; hpmake can.)
set -eu
hpmake=$(realpath "$1") python=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >search_space.json <<'JSON'
{
  "lr": {"_type": "loguniform", "_value": [1e-4, 0.1]},
  "layer0": {"_type": "choice", "_value": [
    {"_name": "Empty"},
    {"_name": "Conv", "size": {"_type": "choice", "_value": [1, 2, 3, 5]}, "drop": {"_type": "uniform", "_value": [0, 1]}},
    {"_name": "Pool", "size": {"_type": "randint", "_value": [2, 4]}}]},
  "block": {"_type": "choice", "_value": [{"_name": "res", "act": {"_type": "choice", "_value": [
    {"_name": "relu"}, {"_name": "prelu", "alpha": {"_type": "uniform", "_value": [0, 1]}}]}}]},
  "plain": {"_type": "choice", "_value": [[1, 2], {"a": 1}, "x"]},
  "q": {"_type": "quniform", "_value": [1, 10, 4]}
}
JSON
PATH=$(dirname "$hpmake"):$PATH
hpmake import search_space.json -o space.json
sed -i 's|python train.py --out {out} --params {params}|cp {params} {out}/seen.json|' space.json
hpmake gen --samples 60
make -j2 >make.log
# The domains as NNI writes them, in a spec.
mkdir direct
printf '{"space": %s, "search": {"method": "random", "samples": 60, "seed": 1}, "params": "nested",\n "stages": {"train": "cp {params} {out}/seen.json"}}\n' "$(cat search_space.json)" >direct/space.json
(cd direct && hpmake gen && make -j2 >make.log)
"$python" - <<'PY'
import glob, json, nni
from nni.common.hpo_utils import deformat_parameters, format_parameters, format_search_space
space = json.load(open("search_space.json"))
formatted = format_search_space(space)
for folder in (".", "direct"):
    files = glob.glob(folder + "/dist/trained/*/seen.json")
    assert len(files) == 60, len(files)
    seen = set()
    for file in files:
        ours = json.load(open(file))
        theirs = deformat_parameters(format_parameters(ours, formatted), formatted)
        assert abs(theirs["lr"] / ours["lr"] - 1) < 1e-12
        assert {**theirs, "lr": ours["lr"]} == ours and list(theirs) == list(ours), (theirs, ours)
        assert list(theirs["layer0"]) == list(ours["layer0"])
        seen |= {ours["layer0"]["_name"], ours["block"]["act"]["_name"]}
    assert seen == {"Empty", "Conv", "Pool", "relu", "prelu"}, seen
print("nni", nni.__version__, "120 runs")
PY
