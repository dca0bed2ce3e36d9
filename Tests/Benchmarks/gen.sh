#!/bin/sh
# Compiles a grid of 100,000 configurations, against a bare Python loop that prints it, in turns.
# Bars: ratio at most 1, below 150 MB, Makefile below 10 MB. Needs GNU time and python3.
set -eu
. "$(dirname "$0")/timing.sh"
cd "$here"
for turn in 1 2 3 4 5 6 7; do
    measure ours "$hpmake" gen gen.json
    size=$(wc -c < "$work/out")
    measure peer python3 gen_peer.py
done
row "gen, 100,000 configurations / Python loop" ours peer
echo "Makefile: $((size / 1000)) kB"
