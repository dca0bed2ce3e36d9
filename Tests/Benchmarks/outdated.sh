#!/bin/sh
# `hpmake accept` on 100,000 runs that are done and of an earlier input, against `hpmake status` on them.
#
#     outdated.sh HPMAKE [RUNS]
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
{"space": {"x": {"arange": [0, $runs, 1]}}, "objective": {"maximize": "y"},
 "stages": {"train": {"run": ["true", "{x}"], "inputs": ["train.in"]}}}
JSON
echo 1 >train.in
"$hpmake" gen space.json >Makefile
make HPMAKE="$hpmake" dist/hparams.json >/dev/null
# One run for real; the others are copies of it, each with an execution of its own.
first=$(sed -n '/^"runs"/,$p' dist/hparams.json | sed -n '2s/[",]//gp')
make HPMAKE="$hpmake" "dist/trained/$first/.train" >/dev/null
python3 - <<'PY'
import json, os
runs = json.load(open("dist/hparams.json"))["runs"]
record = json.load(open(f"dist/trained/{runs[0]}/.train"))
for index, run in enumerate(runs):
    folder = f"dist/trained/{run}"
    os.makedirs(folder, exist_ok=True)
    record["pid"] = index + 1
    open(f"{folder}/.train", "w").write(json.dumps(record, separators=(",", ":")) + "\n")
    open(f"{folder}/params.json", "w").write("{}\n")
PY
echo 2 >train.in
"$here/ratio.py" "accept of $runs runs / status" "3.0" "'$hpmake' accept" "'$hpmake' status" 5 \
    "rm -f dist/.hpmake/accepted.jsonl"
