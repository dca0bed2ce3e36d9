# Parts of slurm.sh: searches by results, which come to what make alone comes to. Knows what slurm.sh has
# defined before it reads this.
# shellcheck shell=bash disable=SC2154

# A project whose trainer resumes, and keeps a ledger of all epochs that it trains.
# usage: search NAME SEARCH [MORE OF THE SPEC [STAGES [EPOCHS]]]
search() {
    local epochs=${5-'{epochs}'}
    project "$1" <<END
{ "space": { "x": { "uniform": [0, 1] } }, "objective": { "minimize": "loss" },
  "search": { "seed": 7, $2 },${3:+ $3,}
  "stages": { "train": { "run": "sh train.sh {x} $epochs {out}", "inputs": ["train.sh"] }${4:+, $4} } }
END
    cat >train.sh <<'END'
at=$(cat "$3/ckpt" 2>/dev/null || echo 0)
[ ! -e "fail-$1" ] || exit 1
while [ "$at" -lt "$2" ]; do
    at=$((at + 1))
    echo "$3 $at" | sed 's/epochs_[0-9]*//' >>ledger
    echo $at >"$3/ckpt"
done
awk "BEGIN { printf \"{\\\"loss\\\": %.9f}\", ($1 - 0.3) ^ 2 + 1 / $2 }" >"$3/result.json"
END
}
nine='"method": "halving", "samples": 9, "rungs": { "epochs": [1, 3, 9] }'

# The same done by make alone, in a folder beside it, for `as_by_make`.
# usage: by_make NAME [FILE ..]; FILEs are those whose runs fail
by_make() {
    mkdir "../$1.make"
    cp space.json train.sh "../$1.make"
    (
        cd "../$1.make"
        shift
        [ $# -eq 0 ] || touch "$@"
        "$hpmake" gen space.json -o Makefile
        make -j4 >make.log 2>&1 || [ $# -gt 0 ] || fail "make: $(cat make.log)"
    )
    (cd "../$1.make" && outcome) >"../$1.made"
}

# What is in each slot, what each rung has promoted, and the results.
outcome() {
    (
        cd dist/.hpmake/search
        for file in *; do echo "$file $(readlink "$file" || cat "$file")"; done
    )
    "$hpmake" collate dist --format csv --partial 2>/dev/null | cut -d, -f1-4
}
as_by_make() { # NAME
    outcome >"../$1.outcome"
    diff "../$1.made" "../$1.outcome" >&2 || fail "not what make comes to"
    [ -z "$(sort ledger | uniq -d)" ] || fail "trained twice: $(sort ledger | uniq -d)"
}
# How many tasks of each rung were submitted.
tasks() { sed -n 's/^\(.*\) of \(.*\): job [0-9]*, \([0-9]*\) .*/\1 \2 \3/p' "$work/submit.log" | tr '\n' ';'; }

# Nine runs of one epoch, three of three, one of nine: all is submitted at once, and a failure hangs nothing.
halved() {
    search halved "$nine"
    by_make halved
    best=$(grep -o '"x": [0-9.]*' ../halved.made | sed -n '1s/.* //p')
    by_make halved.failed "fail-$best"
    submit --dry-run
    expect "$(calls)" 4 "calls for three rungs and a collation"
    [ ! -e dist ] || fail "a dry run writes"
    touch "fail-$best"
    submit
    expect "$(tasks)" "train b0.r0 9;train b0.r1 3;train b0.r2 1;" "what is submitted"
    submit
    grep -q 'nothing to submit' "$work/submit.log" || fail "submitted twice: $(cat "$work/submit.log")"
    until_over
    as_by_make halved.failed
    expect "$(count done) $(count failed) $("$hpmake" status dist --failed --array)" \
        "12 1 $(number_of "$best")" "states with a failure"
    # Repaired: it, and all places above, since nobody knows what will be in them.
    rm "fail-$best"
    submit
    expect "$(tasks)" "train b0.r0 1;train b0.r1 3;train b0.r2 1;" "what is submitted again"
    until_over
    as_by_make halved
    expect "$(count done)" 13 "done in the end"
    submit
    grep -q 'nothing to submit' "$work/submit.log" || fail "submitted what is done: $(cat "$work/submit.log")"
    # make has nothing to train, either.
    before=$(wc -l <ledger)
    "$hpmake" gen space.json -o Makefile
    make -j4 >make.log 2>&1 || fail "make: $(cat make.log)"
    expect "$(wc -l <ledger)" "$before" "epochs that make has trained after Slurm"
}
# The number of the first rung's slot that has this value.
number_of() {
    (
        cd dist/.hpmake/search
        for file in b0.r0.*; do
            ! grep -q "\"x\": *$1[,}]" "$(dirname "$(readlink "$file")")/params.json" || echo "${file##*.}"
        done
    )
}

# Three brackets with repeats, a preprocessing, and two arrays a rung: independent chains.
banded() {
    search banded '"method": "hyperband", "rungs": { "epochs": [1, 3, 9] }' \
        '"repeat": { "seed": [1, 2] }, "preprocess": "echo data >{out}/data",
         "slurm": { "stages": { "test": { "options": ["-c2"] } } }' \
        '"test": "test -s {out}/result.json; sleep 0.{seed}"'
    by_make banded
    submit --dry-run
    expect "$(calls)" 14 "calls for six rungs of two arrays, a preprocessing and a collation"
    submit
    grep -q '^train of b1.r1: job [0-9]*, 10 tasks$' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    until_over
    as_by_make banded
    expect "$(count done)" 44 "runs of three brackets"
    # A changed test is done for all rungs, and trains nothing.
    before=$(wc -l <ledger)
    sed -i 's/test -s/test -f/' space.json
    touch -d '+1 min' space.json
    submit
    until_over
    expect "$(count done) $(wc -l <ledger)" "44 $before" "a changed test"
}

# Begun with make, gone on with Slurm, extended with make, and more with Slurm.
mixed() {
    search mixed "$nine"
    "$hpmake" gen space.json -o Makefile
    make -j4 ONLY='x<0.5 epochs=1' >make.log 2>&1 || fail "make: $(cat make.log)"
    begun=$(wc -l <ledger)
    submit
    expect "$(tasks)" "train b0.r0 $((9 - begun));train b0.r1 3;train b0.r2 1;" "what make has left"
    until_over
    by_make mixed
    as_by_make mixed
    sed -i 's/"samples": 9/"samples": 18/' space.json
    make -j4 >make.log 2>&1 || fail "make: $(cat make.log)"
    sed -i 's/"samples": 18/"samples": 27/' space.json
    touch -d '+1 min' space.json
    submit
    expect "$(tasks)" "train b0.r0 9;train b0.r1 9;train b0.r2 3;" "more samples"
    until_over
    by_make mixed.more
    as_by_make mixed.more
}

# What waits is queued, decided or not; some runs are submitted alone; all of it is cancelled.
undecided() {
    search undecided "$nine" '"slurm": { "options": ["--begin=now+1hour"], "throttle": 2 }'
    submit ONLY='epochs=1'
    expect "$(tasks)" "train b0.r0 9;" "what is submitted alone"
    ! sh submit.sh ONLY=epochs=3 >"$work/submit.log" 2>&1 || fail "undecided slots were submitted"
    grep -q 'no run matches ONLY=epochs=3' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    submit
    expect "$(tasks)" "train b0.r1 3;train b0.r2 1;" "the others"
    expect "$(count queued) $("$hpmake" where state=queued | wc -l)" "13 13" "what is queued"
    submit --cancel
    until_over
    expect "$(count queued) $(count missing)" "0 13" "states after --cancel"
}

# A rung some of which was never started promotes nothing, and says so; nothing below a rung that is queued
# is submitted.
unstarted() {
    search unstarted "$nine" '"slurm": { "throttle": 1 }'
    touch wait
    sed -i '2i while [ -e wait ]; do sleep 0.05; done' train.sh
    submit
    eventually 30 '[ "$(squeue -h -t running | wc -l)" = 1 ]'
    scancel "$(sed -n '1s/ .*//p' dist/.hpmake/slurm/jobs)_8"
    eventually 30 '[ "$(squeue -h -r -n train.b0.r0 | wc -l)" = 8 ]'
    submit
    grep -q ', 1 when the rungs above, which are queued, are over; nothing to submit' "$work/submit.log" ||
        fail "$(cat "$work/submit.log")"
    rm wait
    until_over
    expect "$(count done) $(count missing)" "8 5" "states of a rung that is not whole"
    grep -q 'b0.r0 waits: of its runs are 1 missing' dist/.hpmake/slurm/logs/*_9.log ||
        fail "nothing is said: $(cat dist/.hpmake/slurm/logs/*_9.log)"
    submit
    expect "$(tasks)" "train b0.r0 1;train b0.r1 3;train b0.r2 1;" "the rest"
    until_over
    by_make unstarted
    as_by_make unstarted
    # Alone, what is in a slot is run as it is, whatever has become of the rung below.
    rm -r dist/trained/*/epochs_3 "$(dirname dist/.hpmake/search/"$(readlink dist/.hpmake/search/b0.r0.4)")"
    submit ONLY='epochs=3'
    expect "$(tasks)" "train b0.r1 3;" "a rung alone"
    until_over
    expect "$(count done) $(count missing) $(count outdated)" "11 1 1" "states after a rung alone"
}

# Draws by results: as many at a time as the throttle has it, each kept; with batches they are those of make.
drawn() {
    search drawn '"method": "tpe", "samples": 12, "startup": 4' '"slurm": { "throttle": 3 }' '' 3
    submit --dry-run
    expect "$(calls) $(grep -c -- '--array=0-11%3' "$work/submit.log")" "2 1" "one array"
    submit
    eventually 60 '[ "$(count done)" -ge 6 ]'
    submit
    grep -q 'nothing to submit' "$work/submit.log" || fail "submitted twice: $(cat "$work/submit.log")"
    until_over
    expect "$(count done) $(ls dist/trained | wc -l)" "12 12" "draws, and configurations"
    [ -z "$(sort ledger | uniq -d)" ] || fail "trained twice: $(sort ledger | uniq -d)"
    outcome | grep '^draw' >../drawn.first
    # Further draws by make, and then by Slurm, keep those that there are.
    sed -i 's/"samples": 12/"samples": 15/' space.json
    "$hpmake" gen space.json -o Makefile
    make >make.log 2>&1 || fail "make: $(cat make.log)"
    sed -i 's/"samples": 15/"samples": 18/' space.json
    touch -d '+1 min' space.json
    submit
    expect "$(tasks)" "train draw 3;" "more draws"
    until_over
    expect "$(count done) $(ls dist/trained | wc -l)" "18 18" "more draws"
    outcome | grep -Fxcf ../drawn.first | grep -qx "$(wc -l <../drawn.first)" || fail "draws are lost"

    search batches '"method": "tpe", "samples": 9, "startup": 3, "batch": 3' '' '' 3
    by_make batches
    submit
    expect "$(tasks)" "train batch0 3;train batch1 3;train batch2 3;" "batches"
    until_over
    as_by_make batches

    search modelled '"method": "halving", "samples": 18, "draw": "tpe", "rungs": { "epochs": [1, 3] }'
    submit
    until_over
    expect "$(count done) $(ls dist/trained | wc -l)" "24 18" "draws of a rung"
    [ -z "$(sort ledger | uniq -d)" ] || fail "trained twice: $(sort ledger | uniq -d)"
}
