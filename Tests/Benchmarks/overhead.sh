#!/bin/sh
# What `hpmake run` adds to the command that it runs: 400 times `true`, one after the other.
#
#     overhead.sh HPMAKE
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$1" "$work/hpmake"
cd "$work"
PATH=$work:$PATH
echo '{"space": {"i": [1]}, "stages": {"train": ["true"]}}' >space.json
hpmake gen space.json >Makefile 2>/dev/null
make >/dev/null
plan=$(sed -n 's/^export \(HPMAKE_PLAN[^ ]*\) := .*/\1/p' Makefile)
export "$plan=$(sed -n 's/^export HPMAKE_PLAN[^ ]* := //p' Makefile)"
# The recipe as make calls it, each time for another run.
rm -r dist/trained
call=$(make -n | grep 'run chain' | tr -d "'@")
python3 - "$call" <<'EOF'
import os, re, statistics, sys, time
def once(words):
    start = time.perf_counter()
    process = os.posix_spawnp(words[0], words, os.environ, file_actions=quiet)
    os.waitpid(process, 0)
    return (time.perf_counter() - start) * 1000
quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
plain, ours = [], []
for i in range(400):
    plain.append(once(["true"]))
    ours.append(once(re.sub("i_1-", f"i_{i}-", sys.argv[1]).split()))
a, b = statistics.median(plain), statistics.median(ours)
print(f"| `hpmake run` around `true` | {b:.2f} ms | {a:.2f} ms | +{b - a:.2f} ms | | +1 ms |")
EOF
