#!/bin/sh
# Metrics out of a log of 1 GB with one match at its end, against `grep -E`; both warm. Once with a
# pattern that has a literal text, which is looked for first, and with some that have less and less.
#
#     logs.sh HPMAKE
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$(cd "$(dirname "$1")" && pwd)/$(basename "$1")" "$work/hpmake"
cd "$work"
PATH=$work:$PATH
python3 - <<'PY'
import random
draw = random.Random(0)
lines = "".join(
    "[2026-01-01 12:%02d:%02d] epoch %d step %d/50000 lr %.6f acc %.4f grad_norm %.3f\n"
    % (i // 60 % 60, i % 60, i // 1000, i, draw.random(), draw.random(), 10 * draw.random())
    for i in range(20000)).encode()
with open("log", "wb") as file:
    while file.tell() < 10**9:
        file.write(lines)
    file.write(b"end loss=0.125 55%\n")
PY
search() { # pattern take bar pairs
    cat >space.json <<JSON
{"space": {"x": [1]}, "stages": {"train": "true {x}"}, "objective": {"minimize": "m"},
 "metrics": {"m": {"stage": "train", "pattern": "$1", "take": "$2"}}}
JSON
    rm -rf dist
    hpmake gen space.json >Makefile
    make >/dev/null 2>&1
    ln -f log dist/trained/*/train.log
    # As if the pattern had been changed since the run.
    sed -i 's/"patterns":"/&x/' dist/trained/*/.train
    python3 "$here/ratio.py" "a log of 1 GB, \`$1\`, $2 / grep -E" "$3" \
        "hpmake collate dist" "grep -E '$1' log | tail -n 1" "${4:-5}" "rm -f dist/.hpmake/table"
    rm -f dist/.hpmake/table
    /usr/bin/time -f '%M' -o memory hpmake collate dist >/dev/null
}
search 'loss=([0-9.]+)' last 2
awk '{ printf "| its memory | %.0f MB | | | | |\n", $1 / 1024 }' memory
search '([0-9]+)%$' last 2
search 'loss=([0-9.]+)' min 2
# Without a literal text each byte is looked at.
search '([0-9]+)[%x]$' last 1
# With a match in every line there is no bar: each line is matched.
search 'step ([0-9]+)' last '' 1
search 'step ([0-9]+)' max '' 1
