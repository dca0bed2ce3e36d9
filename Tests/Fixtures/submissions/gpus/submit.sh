#!/bin/sh
# 2 runs, written by hpmake 0.2.0 from space.json. Edit that file, not this one.
#
#     sh submit.sh                 submits what is neither done nor queued
#     sh submit.sh ONLY='lr<1e-2'  of that the runs that match, each as a task of its own
#     sh submit.sh --dry-run       prints the calls of sbatch and does nothing
#     sh submit.sh --cancel        cancels what it has submitted
#
# preprocess:
#     command
#     of preprocess\ 
# one:
#     command
#     of one\ 
# pair:
#     command
#     of pair\ 
# disk:
#     command
#     of disk\ 
# none:
#     command
#     of none\ 

SPEC=space.json
DIST=dist
SWEEP=58c94ef1bd2e
ARRAYS='one pair disk none'
PACK=8
THROTTLE=

remake() { "$HPMAKE" gen --backend slurm space.json -o "$1"; }
preprocess() {
    submit preprocess \
        --time=11 \
        --gres=gpu:1 \
        --cpus-per-task=4
}
array_1() {
    submit one \
        --time=8 \
        --gres=gpu:1 \
        --cpus-per-task=4
}
array_2() {
    submit pair \
        --time=4 \
        --cpus-per-task=4 \
        --gres=nvme:10,gpu:a100:4
}
array_3() {
    submit disk \
        --time=8 \
        --cpus-per-task=4 \
        --gres=nvme:10 \
        --gres=nvme:10,gpu:1
}
array_4() {
    submit none \
        --time=2 \
        --cpus-per-task=4 \
        -G \
        8
}
collate() {
    submit collate \
        --cpus-per-task=4
}
# rules
#plan {"hpmake":"0.2.0","spec":"space.json","dist":"dist","run_count":2,"shell":"sh","objective":[],"metrics":[],"resources":{"gpu":[0,1]},"preprocess":{"name":"preprocess","shell":"fetch \"\u0024hpmake_0\"","references":["out"],"needs":{"gpu":1},"timeout":600,"digest":"9a97e93126969aac"},"stages":[{"name":"one","shell":"one","references":[],"needs":{"gpu":1},"timeout":30,"digest":"eea54a7538159e1b"},{"name":"pair","shell":"pair","references":[],"needs":{"gpu":2},"timeout":30,"digest":"b0524a1933ce470e"},{"name":"disk","shell":"disk","references":[],"needs":{"gpu":1},"timeout":30,"digest":"00d53c86545ad8f4"},{"name":"none","shell":"none","references":[],"needs":{"gpu":1},"timeout":30,"digest":"890824ec28959ed5"}],"parameters":["lr"],"scales":{"lr":"log"},"repeat":null}
#run lr_0.1-7b3fd0d6ff36 [0.1]
#run lr_0.01-b53790799681 [0.01]
