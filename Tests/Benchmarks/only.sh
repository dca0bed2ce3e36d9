#!/bin/sh
# `make ONLY` of one run among 100,000 that are done, against `make -q` on them; and how long `hpmake try`
# takes until a trainer's first output, against the trainer by itself.
#
#     only.sh HPMAKE [RUNS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
HPMAKE=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export HPMAKE
runs=${2:-100000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$here/make_dist.py" "$work" "$runs" >/dev/null
cd "$work"
# The stamps have to be newer than the mark of the chain, or make would look at every run.
find dist/trained -name .train -exec touch {} +
make HPMAKE="$HPMAKE" >/dev/null
make HPMAKE="$HPMAKE" -q
only="make HPMAKE='$HPMAKE' ONLY='hidden=64 lr<2e-4 dropout=0 optimizer=sgd layers=1'"
python3 "$here/ratio.py" "make ONLY of one of $runs runs / make -q" "1.5" "$only" \
    "make HPMAKE='$HPMAKE' -q" 5

mkdir "$work/try"
cd "$work/try"
cat >space.json <<'JSON'
{"space": {"x": [1, 2], "y": {"uniform": [0, 1]}}, "search": {"method": "random", "samples": 100},
 "preprocess": "true", "stages": {"train": ["true", "{args}"]}}
JSON
python3 "$here/ratio.py" "try of one configuration, from nothing / true" "+0.2 s" \
    "rm -rf dist; '$HPMAKE' try" "rm -rf dist; true" 5
