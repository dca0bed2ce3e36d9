# Parts of slurm.sh: what is queued is seen, and neither submitted twice nor forgotten.
# Knows what slurm.sh has defined before it reads this.
# shellcheck shell=bash disable=SC2154

# Jobs of a user in a hidden partition, whatever else the environment makes squeue leave out.
unseen() {
    project unseen <<'END'
{ "space": { "n": [1, 2] }, "stages": { "train": "trap '' TERM; touch ready-{n}; while :; do sleep 0.05 || :; done" },
  "slurm": { "options": ["--partition=hidden"] } }
END
    cp "$hpmake" own
    chown -R nobody .
    export HPMAKE=$PWD/own SQUEUE_PARTITION=main SQUEUE_STATES=PENDING
    as_nobody() { runuser -u nobody -- "$@" >"$work/submit.log" 2>&1 || fail "$*: $(cat "$work/submit.log")"; }
    as_nobody sh submit.sh
    eventually 30 '[ -e ready-1 ] && [ -e ready-2 ]'
    as_nobody sh submit.sh
    grep -q '2 queued or running, 0 to submit; nothing' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    scancel --signal=KILL --full "$(sed -n '1s/ .*//p' dist/.hpmake/slurm/jobs)_0"
    eventually 30 'as_nobody ./own status dist --json && grep -q "Slurm: " "$work/submit.log"'
    as_nobody sh submit.sh --cancel
    unset SQUEUE_PARTITION SQUEUE_STATES
    until_over
}

# What waits is queued for all commands, and some runs are submitted alone.
waits() {
    project waits <<'END'
{ "space": { "n": { "randint": [0, 5] } }, "stages": { "train": "echo {n}" },
  "slurm": { "options": ["--begin=now+1hour"], "pack": 2, "throttle": 2 } }
END
    submit ONLY='n>2'
    grep -q '^train: job [0-9]*, 2 tasks$' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    expect "$(count queued) $(count missing)" "2 3" "states of a selection"
    submit
    grep -q '^train: job [0-9]*, 2 tasks of up to 2 runs$' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    expect "$("$hpmake" where state=queued | wc -l) $(count missing)" "5 0" "states of a queue"
    submit --cancel
    until_over
    expect "$(count queued) $(count missing)" "0 5" "states after --cancel"
}

# Stages after those that are running, whose jobs somebody has cancelled.
later() {
    project later <<'END'
{ "space": { "n": { "randint": [0, 4] } },
  "stages": { "train": "touch ready-{n}; until [ -e go ]; do sleep 0.05; done", "test": "echo {n} >> started" },
  "slurm": { "stages": { "test": { "options": ["-c2"] } } } }
END
    submit
    eventually 30 '[ "$(ls ready-* 2>/dev/null | wc -l)" = 4 ]'
    scancel "$(array_of test)"
    eventually 30 '[ -z "$(squeue -h -n test)" ]'
    submit
    grep -q '4 queued or running, 0 to submit, and later stages of 4$' "$work/submit.log" ||
        fail "$(cat "$work/submit.log")"
    submit
    grep -q '4 queued or running, 0 to submit; nothing' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    touch go
    until_over
    expect "$(count done) $(wc -l <started)" "4 4" "later stages"
}

# While the trainers of requeued tasks write their checkpoints, their jobs are neither over nor forgotten.
ending() {
    project ending <<'END'
{ "space": { "n": { "randint": [0, 2] } },
  "stages": { "train": "trap 'sleep 2; exit 1' TERM; touch ready-{n}; test $HPMAKE_ATTEMPT = 2 || test {n} = 2 || while :; do sleep 0.05 || :; done" } }
END
    submit
    eventually 30 '[ -e ready-0 ] && [ -e ready-1 ]'
    job=$(array_of train)
    scontrol requeue "${job}_0" && scontrol requeue "${job}_1"
    sed -i 's/0, 2/0, 3/' space.json
    touch -d '+1 min' space.json
    submit
    grep -q '2 about to end or to be queued again, 1 to submit' "$work/submit.log" ||
        fail "$(cat "$work/submit.log")"
    until_over
    expect "$(count done)" 3 "$(cat dist/.hpmake/slurm/logs/${job}_*.log)"
    # And they are cancelled.
    sed -i 's/0, 3/5, 6/' space.json
    touch -d '+2 min' space.json
    submit
    eventually 30 '[ -e ready-5 ]'
    job=$(array_of train)
    scontrol requeue "${job}_0"
    submit --cancel
    grep -q "scancel $job" "$work/submit.log" || fail "$(cat "$work/submit.log")"
    eventually 30 '[ -z "$(squeue -h)" ]'
    expect "$(count done)" 0 "done after a cancellation"
}

# Slurm's word for the end of the preprocessing.
preprocess() {
    project preprocess <<'END'
{ "space": { "n": [1] }, "preprocess": "trap '' TERM; touch ready; while :; do sleep 0.05 || :; done", "stages": { "train": "true" } }
END
    submit
    eventually 30 '[ -e ready ]'
    job=$(squeue -h -n preprocess -o %A)
    scancel --signal=KILL --full "$job"
    until_over
    grep -q "Slurm: [A-Z]* (job $job)" dist/.preprocess.attempt || fail "$(cat dist/.preprocess.attempt)"
}

# Two calls at once, and one that is killed.
twice() {
    project twice <<'END'
{ "space": { "n": [1, 2] }, "stages": { "train": "until [ -e go ]; do sleep 0.05; done" } }
END
    sh submit.sh >one.log 2>&1 &
    sh submit.sh >two.log 2>&1
    wait $!
    expect "$(wc -l <dist/.hpmake/slurm/jobs)" 2 "jobs of two calls"
    expect "$(cat one.log two.log | grep -c 'nothing to submit')" 1 "$(cat one.log two.log)"
    { bash -c 'exec 9>>dist/.hpmake/slurm/lock; "$HPMAKE" run slurm lock <&9; kill -KILL $$' || true; } 2>/dev/null
    submit
    touch go
    until_over
}

# The script is called from another folder, and so are the commands.
elsewhere() {
    project elsewhere <<'END'
{ "space": { "n": [1, 2] }, "stages": { "train": "trap '' TERM; touch ready-{n}; while :; do sleep 0.05 || :; done" } }
END
    cd "$work"
    sh elsewhere/submit.sh >"$work/submit.log" 2>&1 || fail "$(cat "$work/submit.log")"
    [ ! -e dist ] || fail "an output folder where the script was called"
    eventually 30 '[ -e elsewhere/ready-1 ] && [ -e elsewhere/ready-2 ]'
    scancel -n collate
    scancel --signal=KILL --full "$(array_of train)_0"
    eventually 30 '[ "$(squeue -h -r -n train -o %i | wc -l)" = 1 ]'
    # collate says why, also from here.
    "$hpmake" collate elsewhere/dist >collate.log 2>&1 || true
    grep -q 'Slurm: [A-Z]* (job' collate.log || fail "$(cat collate.log)"
    # A dry run with a changed spec changes nothing.
    sed -i 's/1, 2/1, 2, 3/' elsewhere/space.json
    touch -d '+1 min' elsewhere/space.json
    before=$(cat elsewhere/submit.sh; ls -A elsewhere)
    HPMAKE=$(realpath --relative-to=. "$hpmake") sh elsewhere/submit.sh --dry-run >"$work/submit.log" 2>&1 ||
        fail "$(cat "$work/submit.log")"
    grep -q '^3 runs: .* 2 to submit' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    [ "$before" = "$(cat elsewhere/submit.sh; ls -A elsewhere)" ] || fail "a dry run writes"
    sh elsewhere/submit.sh --cancel >"$work/submit.log" 2>&1
    grep -q 'scancel [0-9]' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    until_over
}

# Somebody has removed the folder that the jobs work on, and with it their list.
cleaned() {
    project cleaned <<'END'
{ "space": { "_n": [1, 2] }, "stages": { "train": "touch ready; sleep 60" } }
END
    "$hpmake" gen space.json -o Makefile
    submit
    eventually 30 '[ -e ready ]'
    make clean
    ! sh submit.sh >"$work/submit.log" 2>&1 || fail "submitted beside what is queued"
    grep -q 'knows nothing of any more' "$work/submit.log" || fail "$(cat "$work/submit.log")"
    submit --cancel
    expect "$(grep -o ' [0-9][0-9]*' "$work/submit.log" | wc -l)" 2 "$(cat "$work/submit.log")"
    until_over
}
