#!/bin/sh
# `hpmake status` on 100,000 runs, a tenth of them failed, against `find dist -name '.*'`.
#
#     status.sh HPMAKE [RUNS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
hpmake=$1
runs=${2:-100000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
HPMAKE_SLOTS=$folder/slots
export HPMAKE_SLOTS
cat >space.json <<JSON
{"space": {"x": {"arange": [0, $runs, 1]}},
 "stages": {"train": {"run": ["true", "{x}"]}}, "objective": {"maximize": "y"}}
JSON
"$hpmake" gen space.json >Makefile
make HPMAKE="$hpmake" dist/hparams.json >/dev/null
# One run for real; the others are copies of it, some with the record of a failure.
id() { sed -n '/^"runs"/,$p' dist/hparams.json | sed -n "$(($1 + 2))s/[\",]//gp"; }
make HPMAKE="$hpmake" "dist/trained/$(id 0)/.train" >/dev/null
python3 - <<'PY'
import json, os
sweep = json.load(open("dist/hparams.json"))
first = f"dist/trained/{sweep['runs'][0]}/"
stamp = open(first + ".train", "rb").read()
record = json.loads(stamp)
record.update(state="failed", exit=7, reason="exit 7")
failed = (json.dumps(record, separators=(",", ":")) + "\n").encode()
for index, run in enumerate(sweep["runs"]):
    folder = f"dist/trained/{run}"
    os.makedirs(folder, exist_ok=True)
    name, data = (".train.attempt", failed) if index % 10 == 3 else (".train", stamp)
    open(f"{folder}/{name}", "wb").write(data)
    open(f"{folder}/train.log", "wb").close()
    open(f"{folder}/params.json", "w").write("{}\n")
PY
"$here/ratio.py" "status of $runs runs / find" "2.0" "'$hpmake' status dist" "find dist -name '.*'" 5
