# Parts of slurm.sh: make in an allocation starts its stages with srun. Knows what slurm.sh has defined
# before it reads this.
# shellcheck shell=bash disable=SC2154

# make in an allocation of three nodes: exit codes, logs, and Ctrl-C.
launch() {
    project launch <<'END'
{ "space": { "n": { "randint": [0, 12] } },
  "stages": { "train": "echo $SLURMD_NODENAME >> started; echo out of {n}; test {n} -ne 7 || exit 9" } }
END
    "$hpmake" gen space.json -o Makefile
    cat >job.sh <<'END'
#!/bin/sh
make -j12 LAUNCH='srun -n1 -N1 -c1 --overlap' >make.log 2>&1
END
    id=$(sbatch --parsable -N3 -n12 --ntasks-per-node=4 -o /dev/null job.sh)
    until_over
    expect "$(count done) $(count failed)" "11 1" "runs of srun"
    expect "$(sort -u started | wc -l)" 3 "nodes"
    grep -q 'exit 9' make.log || fail "the exit code is lost: $(cat make.log)"
    grep -q 'out of 3' dist/trained/n_3-*/train.log || fail "the log is lost"
    # Ctrl-C reaches the trainers, and none goes on.
    sed -i "s/\"train\": .*\$/\"train\": \"trap 'touch {out}\/checkpoint; exit 3' INT; echo x >> ready; while :; do sleep 0.05 || :; done\" } }/" space.json
    cat >job.sh <<'END'
#!/bin/bash
set -m
make -j12 LAUNCH='srun -n1 -N1 -c1 --overlap' >make.log 2>&1 &
while [ "$(wc -l <ready)" -lt 12 ]; do sleep 0.1; done
kill -INT -$!
wait $!
echo $? >code
squeue -h -s -j $SLURM_JOB_ID -o %i | grep -vc 'batch\|extern' >steps
END
    : >ready
    sbatch -N3 -n12 --ntasks-per-node=4 -o /dev/null job.sh >/dev/null
    eventually 60 '[ -e steps ]'
    until_over
    expect "$(cat code)" 130 "exit code of make"
    expect "$(ls dist/trained/*/checkpoint | wc -l)" 12 "checkpoints"
    expect "$(cat steps)" 0 "steps that go on"
}

# What srun starts has the slots that make has given to it, whatever srun makes of the GPUs of the job.
devices() {
    project devices <<'END'
{ "space": { "_n": { "randint": [0, 4] } }, "resources": { "gpu": [0, 1] },
  "stages": { "train": { "run": "echo $HPMAKE_GPU $CUDA_VISIBLE_DEVICES >> started; sleep 0.3", "needs": { "gpu": 1 } } } }
END
    "$hpmake" gen space.json -o Makefile
    for gpus in gpu:2 none; do
        rm -rf dist
        HPMAKE_SLOTS=$work/slots sbatch -n4 --gres=$gpus -o make.log --wrap \
            "make -j4 LAUNCH='srun -n1 -c1 --overlap'" >/dev/null
        until_over
        expect "$(count done)" 4 "done with $gpus: $(cat make.log)"
    done
    expect "$(sort started | uniq -c | tr -s '\n ' ' ')" " 4 0 0 4 1 1 " "devices"
}

# What srun starts has its variables, whatever of the environment it leaves out.
environment() {
    project environment <<'END'
{ "space": { "n": [1, 2] }, "stages": { "train": "echo {n} $HPMAKE_STAGE ${OTHER-none} > {out}/seen; pwd >> {out}/seen" } }
END
    "$hpmake" gen space.json -o Makefile
    for export in 'SLURM_EXPORT_ENV=NONE make -j2 LAUNCH="srun -n1 -c1 --overlap"' \
        'make -j2 LAUNCH="srun -n1 -c1 --overlap --export=NONE"'; do
        rm -rf dist
        OTHER=mine sbatch -n2 -o make.log --wrap "$export" >/dev/null
        until_over
        expect "$(count done)" 2 "done: $(cat make.log)"
        expect "$(cat dist/trained/n_1-*/seen | tr '\n' ' ')" "1 train none $PWD " "what $export leaves"
    done
}
