#!/bin/sh
# Prints 1,000,000 random samples of 10 parameters, against NumPy and json.dumps, in turns; then
# compiles as many. Bars: ratio below 1, compiling below 1000 MB. Needs GNU time, python3 and NumPy.
set -eu
. "$(dirname "$0")/timing.sh"
cd "$here"
count=${1:-1000000}
for turn in 1 2 3; do
    measure ours "$hpmake" sample sample.json --samples "$count"
    measure peer python3 sample_peer.py "$count"
done
row "sample, $count x 10 / NumPy and json.dumps" ours peer
measure compiled "$hpmake" gen sample.json --samples "$count"
row "gen, the same / NumPy and json.dumps" compiled peer
