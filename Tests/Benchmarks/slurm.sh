#!/bin/sh
# Slurm: submitting 10,000 runs, starting a stage in a task of 100,000 runs, and 1,000 runs of `true` in
# packs of 50 against a plain array of 1,000 `true`. Needs what Tests/EndToEnd/slurm/up.sh needs.
#
#     slurm.sh HPMAKE
set -eu
here=$(cd "$(dirname "$0")/../EndToEnd/slurm" && pwd)
HPMAKE=$(realpath "$1")
export HPMAKE
if ! command -v slurmctld >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "skipped: Slurm needs root and Debian's packages of it"
    exit
fi
work=$(mktemp -d)
trap '"$here/down.sh" "$work/cluster"; rm -rf "$work"' EXIT
"$here/up.sh" "$work/cluster" 1 8
. "$work/cluster/env.sh"

now() { date +%s%N; }
# The seconds since a moment, with three digits.
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.3f", (b - a) / 1e9 }'; }
until_over() { while [ -n "$(squeue -h)" ]; do sleep 0.1; done; }
project() {
    mkdir "$work/$1"
    cd "$work/$1"
    printf '{ "space": { "n": { "randint": [0, %s] } }, "stages": %s, "slurm": { "pack": %s } }' \
        "$2" "$3" "$4" >space.json
    "$HPMAKE" gen --backend slurm space.json >submit.sh 2>/dev/null
}

project submit 10000 '{ "train": "true" }' 1
begin=$(now)
sh submit.sh >log 2>&1
took=$(since "$begin")
calls=$(wc -w <log)
sh submit.sh --cancel >/dev/null
echo "| submitting 10,000 runs | $took s | $((calls - 1 - 7)) calls of sbatch | | | 5 s, 12 calls |"
until_over

project start 100000 '{ "train": "true" }' 1
folder=dist/.hpmake/slurm/$(sed -n 's/^SWEEP=//p' submit.sh)
"$HPMAKE" run slurm prepare submit.sh "${folder##*/}" </dev/null
begin=$(now)
for run in $(seq 0 499 99999); do "$HPMAKE" run slurm task "$folder" train "$run" >/dev/null; done
ours=$(since "$begin")
begin=$(now)
for run in $(seq 0 499 99999); do /bin/sh -ec true; done
theirs=$(since "$begin")
each=$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.1f", (a - b) * 1000 / 201 }')
echo "| starting a stage, 100,000 runs | $each ms more than sh | | | | 20 ms |"

project packed 1000 '{ "train": "true" }' 50
begin=$(now)
sh submit.sh >log 2>&1
until_over
ours=$(since "$begin")
printf '#!/bin/sh\nexec true\n' >true.sh
begin=$(now)
sbatch --array=0-999 -o /dev/null true.sh >/dev/null
until_over
theirs=$(since "$begin")
ratio=$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.2f", a / b }')
echo "| 1,000 runs in packs of 50, 8 CPUs | $ours s | array of \`true\` $theirs s | $ratio | | 0.25 |"
