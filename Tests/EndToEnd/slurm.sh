#!/usr/bin/env bash
# Sweeps on a real Slurm: chains with failures, submitting again, many runs, packing, GPUs, requeueing,
# cancelling, time limits, refusals, srun, and sweeps that make and Slurm do together. More parts are in
# slurm/packs.sh, slurm/queue.sh, slurm/srun.sh, slurm/search.sh and slurm/ends.sh.
#
# usage: slurm.sh HPMAKE [TEST ..], as root, with Debian's packages of Slurm; see slurm/up.sh
set -euo pipefail
hpmake=$(realpath "$1")
shift
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
export HPMAKE=$hpmake TMPDIR=$work

leave() {
    "$here/slurm/down.sh" "$work/cluster" || true
    rm -rf "$work"
}
trap leave EXIT
chmod 711 "$work"
"$here/slurm/up.sh" "$work/cluster" 3 16 'PartitionName=hidden Nodes=ALL Hidden=YES State=UP'
. "$work/cluster/env.sh"
# Of whatever version is on the path.
echo "this is $(sbatch --version)"
. "$here/slurm/packs.sh"
. "$here/slurm/queue.sh"
. "$here/slurm/srun.sh"
. "$here/slurm/search.sh"
. "$here/slurm/ends.sh"

fail() {
    echo "FAILED: $*" >&2
    cat dist/.hpmake/slurm/logs/collate-*.log 2>/dev/null | tail -n 5 >&2
    exit 1
}

# Waits until nothing is queued any more, or until a command succeeds.
until_over() { eventually 300 '[ -z "$(squeue -h)" ]'; }
eventually() {
    local end=$((SECONDS + $1))
    until eval "$2"; do
        [ $SECONDS -lt $end ] || fail "after $1 s it is not so that $2"
        sleep 0.1
    done
}

# Makes a project in a folder of its own, with the spec on standard input.
project() {
    mkdir "$work/$1"
    cd "$work/$1"
    cat >space.json
    "$hpmake" gen --backend slurm space.json >submit.sh 2>gen.log || fail "gen: $(cat gen.log)"
    sh -n submit.sh
}
# The number of the array that runs a stage.
array_of() { squeue -h -n "$1" -o %F | sort -u; }
submit() { sh submit.sh "$@" >"$work/submit.log" 2>&1 || fail "submit: $(cat "$work/submit.log")"; }
expect() { [ "$1" = "$2" ] || fail "expected $2, not $1: $3"; }
count() {
    "$hpmake" status dist --json | grep -o '"states":{[^}]*}' | head -n 1 |
        sed "s/.*\"$1\":\([0-9]*\).*/\1/"
}
started() { sort started 2>/dev/null | uniq -c | awk '{ print $2 " " $1 }'; }
calls() { grep -c '^sbatch' "$work/submit.log" || true; }

# Preprocessing, two arrays of which one has GPUs, and a collation, over 60 runs of which ten fail.
chain() {
    project chain <<'END'
{ "space": { "n": { "randint": [0, 30] }, "text": ["it's $HOME", "-x 🎉"] },
  "preprocess": "echo data > {out}/data; echo preprocess >> started",
  "stages": {
    "train": { "run": "echo train-{n} >> started; cat {preprocessed}/data; echo \"gpu $CUDA_VISIBLE_DEVICES $HPMAKE_GPU\"; printf '%s' {text} > {out}/text; test -e fixed || test $(( {n} % 6 )) -ne 1; echo '{\"loss\": '{n}'}' > {out}/result.json",
               "needs": { "gpu": 1 }, "timeout": "90s" },
    "test": "echo test-{n} >> started; grep -q loss {out}/result.json" },
  "objective": { "minimize": "loss" }, "resources": { "gpu": [0] },
  "slurm": { "options": ["--comment=it's $(touch boom)"], "stages": { "test": { "options": ["-c2"] } } } }
END
    submit --dry-run
    expect "$(calls)" 4 "calls of a dry run"
    [ ! -e dist ] || fail "a dry run writes"
    submit
    # Nothing that is queued is submitted again.
    submit
    grep -q 'nothing to submit' "$work/submit.log" || fail "submitted twice: $(cat "$work/submit.log")"
    until_over
    [ ! -e boom ] || fail "an option was taken for shell"
    expect "$(count done) $(count failed)" "50 10" "states of the chain"
    expect "$(grep -c ^train started) $(grep -c ^test started)" "60 50" "stages started"
    expect "$(grep -c '"id"' dist/collated.json >/dev/null && grep -oh 'failed: 10 runs' dist/.hpmake/slurm/logs/collate-*)" "failed: 10 runs" "failures that the collation tells"
    grep -qx 'gpu [0-3] [0-3]' dist/trained/n_0-*/train.log || fail "no GPU: $(cat dist/trained/n_0-*/train.log)"
    grep -q '"job":"[0-9]*_[0-9]*"' dist/trained/n_0-*/.train || fail "a record without its job"
    expect "$("$hpmake" status dist --failed --array)" "2,3,14,15,26,27,38,39,50,51" "failed indices"
    # Again: exactly those that failed, in three arrays' worth of jobs.
    touch fixed
    : >started
    submit
    until_over
    expect "$(grep -c ^train started) $(grep -c ^test started) $(grep -c ^pre started || true)" "10 10 0" "started again"
    expect "$(count done)" 60 "done in the end"
    [ -e dist/.collated ] && [ -e dist/best/result.json ] || fail "not collated"
    submit
    grep -q 'nothing to submit' "$work/submit.log" || fail "submitted what is done"
    # make has nothing to do, either.
    : >started
    "$hpmake" gen space.json -o Makefile
    make -j4 >make.log
    [ ! -s started ] || fail "make ran what Slurm had done: $(cat started)"
}

# A sweep that make has begun and Slurm finishes, and the reverse.
both() {
    project both <<'END'
{ "space": { "n": { "randint": [0, 12] } }, "repeat": { "seed": [1, 2] },
  "preprocess": "echo preprocess >> started",
  "stages": { "train": "echo {n}-{seed} >> started; test {n} -lt 6 || test -e fixed",
              "test": "echo test >> started" } }
END
    "$hpmake" gen space.json -o Makefile
    ! make -j4 >make.log 2>&1 || fail "make does not tell failures"
    touch fixed
    : >started
    submit
    until_over
    expect "$(grep -c -- - started) $(grep -c test started)" "12 12" "what was left by make"
    make -q dist/.preprocessed || true
    rm -rf dist fixed started
    submit
    until_over
    touch fixed
    : >started
    make -j4 >make.log 2>&1 || fail "make: $(cat make.log)"
    expect "$(grep -c -- - started) $(grep -c test started) $(grep -c pre started || true)" "12 12 0" "what was left by Slurm"
}

# 2,500 runs where the largest index is 1,000; the throttle holds for all slices together.
many() {
    project many <<'END'
{ "space": { "n": { "randint": [0, 2500] } }, "stages": { "train": "test {n} -ne 1500 || test -e fixed" } }
END
    submit --dry-run
    expect "$(calls)" 4 "calls for three slices and a collation"
    submit
    until_over
    expect "$(count done) $(count failed)" "2499 1" "many runs"
    expect "$("$hpmake" status dist --failed --array)" 1500 "the failed index"
    touch fixed
    submit --dry-run
    grep -q -- '--array=499 .* 1001 1$' "$work/submit.log" || fail "no offset: $(cat "$work/submit.log")"
    submit
    until_over
    expect "$(count done)" 2500 "all of many"
}

# A task that is requeued goes on from its checkpoint, as the next attempt in the same folder.
requeue() {
    project requeue <<'END'
{ "space": { "n": [1] },
  "stages": { "train": "test ! -e {out}/checkpoint || { echo {out} $HPMAKE_ATTEMPT > resumed; exit 0; }; trap 'touch {out}/checkpoint; exit 1' TERM; touch ready; while :; do sleep 0.05 || :; done" } }
END
    submit
    eventually 30 '[ -e ready ]'
    scontrol requeue "$(squeue -h -n train -o %A)"
    eventually 60 '[ -e resumed ]'
    until_over
    grep -q ' 2$' resumed || fail "attempt: $(cat resumed)"
    expect "$(count done)" 1 "done after the requeue"
    [ -e dist/trained/*/train.log.1 ] || fail "the first log is gone"
}

# What Slurm ends: the trainer is warned before the limit; the reason is Slurm's.
limits() {
    project limits <<'END'
{ "space": { "n": [1, 2, 3] },
  "stages": { "train": "trap 'touch {out}/checkpoint; exit 1' TERM; test {n} -ne 2 || trap '' TERM; touch ready-{n}; while :; do sleep 0.05 || :; done" } }
END
    submit
    eventually 30 '[ -e ready-1 ] && [ -e ready-2 ] && [ -e ready-3 ]'
    job=$(array_of train)
    # As before a time limit: to the shell of the job only.
    scancel --batch --signal=TERM "${job}_0"
    eventually 30 '[ -e dist/trained/n_1-*/checkpoint ]'
    scancel --signal=KILL --full "${job}_1"
    scancel "${job}_2"
    until_over
    "$hpmake" status dist --json | tr '{' '\n' | grep reason >reasons || true
    for text in 'interrupted by SIGTERM"' '"Slurm: [A-Z]* (job' 'SIGTERM; Slurm: CANCELLED (job'; do
        grep -q "$text" reasons || fail "no $text: $(cat reasons)"
    done
}

# The spec changes while jobs are queued; the preprocessing fails; the script remakes itself.
changed() {
    project changed <<'END'
{ "space": { "n": [1, 2, 3] }, "preprocess": "sleep 1",
  "stages": { "train": "echo {n} >> started; while [ ! -e go ]; do sleep 0.05; done" } }
END
    submit
    sed -i 's/\[1, 2, 3\]/[4, 1, 2, 3]/' space.json
    touch -d '+1 min' space.json
    submit
    grep -q '3 queued or running, 1 to submit' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    expect "$(sed 's/ .*//' dist/.hpmake/slurm/jobs | wc -l)" 5 "jobs of both submissions"
    # Another command: what is queued would undo it.
    sed -i 's/while/true; while/' space.json
    touch -d '+1 min' space.json
    ! sh submit.sh >"$work/submit.log" 2>&1 || fail "submitted beside other commands"
    grep -q 'jobs with other commands .* are queued: [0-9]' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    touch go
    until_over
    expect "$(sort started | tr '\n' ' ')" "1 2 3 4 " "started once each"
    submit
    until_over
    expect "$(sort started | tr '\n' ' ')" "1 1 2 2 3 3 4 4 " "started with the new command"
    expect "$(ls -d dist/.hpmake/slurm/*/plan.json | wc -l)" 1 "submissions that are kept"
    sed -i 's/"sleep 1"/"false"/' space.json
    touch -d '+1 min' space.json
    submit
    until_over
    grep -q '4 outdated' dist/.hpmake/slurm/logs/collate-*.log || fail "no collation"
    expect "$(wc -l <started)" 8 "started without preprocessing"
    echo '{' >space.json
    touch -d '+1 min' space.json
    code=0
    sh submit.sh >"$work/submit.log" 2>&1 || code=$?
    expect $code 2 "exit code for a bad spec"
}

# --cancel cancels all that was submitted here and nothing else.
cancel() {
    other=$(sbatch --parsable --wrap 'sleep 60' -o /dev/null)
    project cancel <<'END'
{ "space": { "n": { "randint": [0, 40] } }, "preprocess": "true",
  "stages": { "train": "sleep 30", "test": { "run": "true", "timeout": "10s" } },
  "slurm": { "throttle": 3, "stages": { "train": { "options": ["--time=5"] } } } }
END
    submit
    eventually 30 '[ "$(squeue -h -t running -n train | wc -l)" = 3 ]'
    submit --cancel
    eventually 30 '[ "$(squeue -h | wc -l)" = 1 ]'
    scancel "$other"
    until_over
    expect "$(count done)" 0 "done after a cancellation"
    submit --cancel
    grep -q nothing "$work/submit.log" || fail "cancelled again: $(cat "$work/submit.log")"
}

# A refusal in the middle of the chain: the cluster's message, and nothing stays behind.
refused() {
    project refused <<'END'
{ "space": { "n": [1, 2] }, "preprocess": "sleep 5", "stages": { "train": "true", "test": "true" },
  "slurm": { "stages": { "test": { "options": ["--partition=nowhere"] } } } }
END
    ! sh submit.sh >"$work/submit.log" 2>&1 || fail "a refusal is no success"
    for text in 'invalid partition' 'partition=nowhere' 'submitted so far, and cancelled again: jobs'; do
        grep -q "$text" "$work/submit.log" || fail "no $text: $(cat "$work/submit.log")"
    done
    until_over
    # Without Slurm.
    mkdir bin
    for name in sh env sed find id; do ln -s "$(command -v $name)" bin; done
    code=0
    PATH=$PWD/bin sh submit.sh >"$work/submit.log" 2>&1 || code=$?
    expect $code 2 "$(cat "$work/submit.log")"
    grep -q 'no sbatch' "$work/submit.log" || fail "$(cat "$work/submit.log")"
}

[ $# -gt 0 ] || set -- waits chain both changed many packed warned requeue ending limits preprocess cancel \
    refused launch devices environment unseen later twice elsewhere cleaned halved banded mixed undecided unstarted drawn \
    accounts folded
for test in "$@"; do
    begin=$SECONDS
    ("$test") || exit 1
    echo "ok: $test ($((SECONDS - begin)) s)"
done
