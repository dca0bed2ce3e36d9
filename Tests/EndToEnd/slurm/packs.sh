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
    scancel --batch --signal=TERM "$(squeue -h -n train -o %F)_0"
    eventually 30 '[ -z "$(squeue -h -n train)" ]'
    expect "$(ls dist/trained/*/checkpoint | wc -l)" 2 "checkpoints in a pack"
    expect "$(ls ready-* | wc -l)" 2 "begun after the warning"
    until_over
    "$hpmake" status dist --json | grep -q 'interrupted by SIGTERM' || fail "no reason in the records"
}
