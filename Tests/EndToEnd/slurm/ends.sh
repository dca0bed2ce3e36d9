# Parts of slurm.sh: what Slurm's accounts remember of jobs that squeue has forgotten. Knows what slurm.sh has
# defined before it reads this.
# shellcheck shell=bash disable=SC2154

# Ends that nobody looked at while squeue knew them: hpmake was killed, Slurm was told to kill, a cancellation.
# With accounts that do not answer nothing is submitted twice, and what is known stays known.
accounts() {
    if ! command -v slurmdbd mariadbd >/dev/null; then
        echo "skipped: no slurmdbd with MariaDB"
        return
    fi
    trap '"$here/slurm/down.sh" "$work/accounts-cluster"' EXIT
    mkdir "$work/accounts-cluster"
    ACCOUNTS=yes "$here/slurm/up.sh" "$work/accounts-cluster" 1 8 $'MinJobAge=2\nInactiveLimit=0'
    . "$work/accounts-cluster/env.sh"
    project accounts <<'END'
{ "space": { "n": { "randint": [0, 4] } },
  "stages": { "train": "echo {n} >> started; test -e fixed || test {n} = 3 || { touch ready-{n}; while :; do sleep 0.05 || :; done; }" } }
END
    submit
    eventually 30 '[ -e ready-0 ] && [ -e ready-1 ] && [ -e ready-2 ]'
    job=$(array_of train)
    # hpmake and its trainer at once, so that neither tells of it.
    pid=$(sed 's/.*"pid":\([0-9]*\).*/\1/' dist/trained/.n_0-*.lock)
    kill -KILL "$pid" $(pgrep -P "$pid")
    scancel --signal=KILL --full "${job}_1"
    scancel "${job}_2"
    until_over
    # Nobody asks before squeue has forgotten all of it.
    eventually 150 '[ -z "$(squeue -h -t all)" ]'
    ! "$hpmake" collate dist >collate.log 2>&1 || fail "complete: $(cat collate.log)"
    expect "$(count done) $(count interrupted)" "1 3" "states that are left"
    "$hpmake" status dist --json | tr '{' '\n' | grep reason >reasons
    for text in "Slurm: FAILED (job ${job}_0)" "Slurm: CANCELLED (job ${job}_1)" "Slurm: CANCELLED (job ${job}_2)"; do
        grep -q "$text" reasons || fail "no $text: $(cat reasons)"
    done
    "$hpmake" explain "dist/trained/$(ls dist/trained | grep n_0)" | grep -q 'Slurm: FAILED' || fail "explain does not tell"
    # Without slurmdbd: what runs is not submitted twice, and nobody waits for it.
    kill "$(cat "$work/accounts-cluster/run/slurmdbd.pid")"
    : >started
    rm ready-*
    submit
    eventually 30 '[ -e ready-0 ] && [ -e ready-1 ] && [ -e ready-2 ]'
    submit
    grep -q 'nothing to submit' "$work/submit.log" || fail "submitted twice: $(cat "$work/submit.log")"
    touch fixed
    scancel -n train
    until_over
    submit
    until_over
    expect "$(count done) $(sort started | uniq -c | tr -s ' \n' ' ')" "4  2 0 2 1 2 2 " "runs, and how often they began"
}
