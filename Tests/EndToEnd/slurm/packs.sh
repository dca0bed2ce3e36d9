# Parts of slurm.sh: several runs in one task. Knows what slurm.sh has defined before it reads this.
# shellcheck shell=bash disable=SC2154

# 103 runs in packs of 10, two side by side; the GPUs of a task are shared out among them.
packed() {
    project packed <<'END'
{ "space": { "n": { "randint": [0, 103] } },
  "stages": { "train": { "run": "echo $SLURM_JOB_ID $HPMAKE_GPU >> started; mkdir $SLURM_JOB_ID.$HPMAKE_GPU; sleep 0.05; rmdir $SLURM_JOB_ID.$HPMAKE_GPU; test {n} -ne 50 || test -e fixed", "needs": { "gpu": 1 } },
              "test": "echo test >> started" },
  "resources": { "gpu": [0] },
  "slurm": { "pack": 10, "stages": { "train": { "options": ["-c4", "--gres=gpu:2"] } } } }
END
    submit --dry-run
    grep -q -- '--array=0-10 ' "$work/submit.log" || fail "not 11 tasks: $(cat "$work/submit.log")"
    submit
    until_over
    expect "$(count done) $(count failed)" "102 1" "packed runs"
    expect "$(grep -v test started | cut -d' ' -f1 | sort -u | wc -l)" 11 "jobs of packs"
    [ "$(grep -v test started | cut -d' ' -f2 | sort -u | wc -l)" -ge 2 ] || fail "one GPU for all: $(cat started)"
    touch fixed
    : >started
    submit
    until_over
    expect "$(wc -l <started)" 2 "what was left of a pack"
    ls "$work" | grep -q hpmake-slots && fail "slots are left behind" || true
}

# A warning before the time limit reaches all trainers of a pack. The make that calls the script has no
# say in the make of the job.
warned() {
    project warned <<'END'
{ "space": { "n": { "randint": [0, 3] } },
  "stages": { "train": "trap 'touch {out}/checkpoint; exit 1' TERM; touch ready-{n}; while :; do sleep 0.05 || :; done" },
  "slurm": { "pack": 4, "options": ["-c2"] } }
END
    MAKEFLAGS=n submit
    eventually 30 '[ "$(ls ready-* 2>/dev/null | wc -l)" = 2 ]'
    scancel --batch --signal=TERM "$(array_of train)_0"
    eventually 30 '[ -z "$(squeue -h -n train)" ]'
    expect "$(ls dist/trained/*/checkpoint | wc -l)" 2 "checkpoints in a pack"
    expect "$(ls ready-* | wc -l)" 2 "begun after the warning"
    until_over
    "$hpmake" status dist --json | grep -q 'interrupted by SIGTERM' || fail "no reason in the records"
}

# Packs of few big files: a task's runs are appended to their packs, whoever begins and ends the sweep.
folded() {
    project folded <<'END'
{ "space": { "n": { "arange": [0, 24, 1] } }, "objective": { "minimize": "loss" },
  "stages": { "train": { "run": "echo train-{n} $HPMAKE_ATTEMPT >> started; test {n} -ne 7 || test $HPMAKE_ATTEMPT -gt 1 || exit 1; test {n} -ne 9 || test -e fixed; while test {n} -eq 11 && test ! -e fixed; do touch ready; sleep 0.05; done; echo '{\"loss\": '{n}'}' > {out}/result.json; echo {n} > {out}/m.pt", "retries": 1 },
              "test": "echo test-{n} >> started; cat {out}/result.json" },
  "layout": { "packed": 6, "keep": ["*.pt"] },
  "slurm": { "options": ["-c2"] } }
END
    # make begins, Slurm goes on with some, and all but two of the rest.
    "$hpmake" gen space.json -o Makefile
    make -j4 ONLY='n<4' >make.log 2>&1 || fail "make: $(cat make.log)"
    submit ONLY='n>3 n<8'
    until_over
    expect "$(count done) $(grep -c ^train started) $(grep -c '^train-7 ' started)" "8 9 2" "$(sort started)"
    submit
    submit
    grep -q 'nothing to submit' "$work/submit.log" || fail "submitted twice: $(cat "$work/submit.log")"
    eventually 60 '[ "$(count done) $(count running) $(count failed)" = "22 1 1" ]'
    "$hpmake" log n_11 2>log.txt || fail "no log of a running one: $(cat log.txt)"
    scancel --signal=KILL --full "$(squeue -h -t running -o %A)"
    until_over
    "$hpmake" explain n_11 | grep -q 'Slurm: [A-Z]* (job' || fail "$("$hpmake" explain n_11)"
    touch fixed
    : >started
    submit
    until_over
    expect "$(sort started | tr '\n' ' ')" "test-11 test-9 train-11 2 train-9 3 " "started again"
    expect "$(count done)" 24 "done in the end"
    [ -e dist/.collated ] || fail "not collated"
    # All of it is in the packs, but for what is kept, and make has nothing to run.
    expect "$(ls dist/trained/*/* | grep -cv 'm.pt$' || true)" 0 "files in folders"
    expect "$(cat dist/packed/*.jsonl | wc -l)" "$(cat dist/packed/*.jsonl | grep -c '"n":')" "lines"
    : >started
    make -j4 >make.log 2>&1 || fail "make: $(cat make.log)"
    make -q || fail "make has something to do"
    [ ! -s started ] || fail "make ran what Slurm had done: $(cat started)"
    # And the other way: what Slurm has begun make ends.
    rm -rf dist fixed started ready
    submit ONLY='n<12 n!=11'
    until_over
    touch fixed
    : >started
    make -j4 >make.log 2>&1 || fail "make: $(cat make.log)"
    expect "$(grep -c ^train started) $(grep -c ^test started) $(count done)" "14 14 24" "what was left by Slurm"
}
