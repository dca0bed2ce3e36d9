#!/bin/sh
# 4 runs, written by hpmake 0.2.0 from space.json. Edit that file, not this one.
#
#     sh submit.sh                 submits what is neither done nor queued
#     sh submit.sh ONLY='lr<1e-2'  of that the runs that match, each as a task of its own
#     sh submit.sh --dry-run       prints the calls of sbatch and does nothing
#     sh submit.sh --cancel        cancels what it has submitted
#
# preprocess:
#     command
#     of preprocess\ 
# train:
#     command
#     of train\ 
# tune:
#     command
#     of tune\ 
# test:
#     command
#     of test\ 
# plot:
#     command
#     of plot\ 

SPEC=space.json
DIST=dist
SWEEP=6e5656820b79
ARRAYS='train,tune test plot'
PACK=1
THROTTLE=20

remake() { "$HPMAKE" gen --backend slurm space.json -o "$1"; }
preprocess() {
    submit preprocess \
        --signal=B:TERM@30 \
        --partition=gpu \
        --account \
        me \
        --time=1-0 \
        --mem=8G
}
array_1() {
    submit train,tune \
        --time=181 \
        --gres=gpu:2 \
        --partition=gpu \
        --account \
        me
}
array_2() {
    submit test \
        --signal=B:TERM@30 \
        --partition=gpu \
        --account \
        me
}
array_3() {
    submit plot \
        --signal=B:TERM@30 \
        --partition=gpu \
        --account \
        me \
        --partition=cpu
}
collate() {
    submit collate \
        --partition=gpu \
        --account \
        me
}
# rules
#plan {"hpmake":"0.2.0","spec":"space.json","dist":"dist","run_count":4,"shell":"sh","objective":[],"metrics":[],"resources":{"gpu":[0,1]},"preprocess":{"name":"preprocess","shell":"fetch \"\u0024hpmake_0\"","references":["out"],"timeout":600,"digest":"9a97e93126969aac"},"stages":[{"name":"train","shell":"train \u0024{hpmake_0_1+\"\u0024hpmake_0_1\"} \u0024{hpmake_0_2+\"\u0024hpmake_0_2\"} \u0024{hpmake_1_1+\"\u0024hpmake_1_1\"} \u0024{hpmake_1_2+\"\u0024hpmake_1_2\"}","references":["--lr","--seed"],"needs":{"gpu":2},"timeout":7200,"digest":"190a5db29a40104d"},{"name":"tune","shell":"tune \u0024{hpmake_0_1+\"\u0024hpmake_0_1\"} \u0024{hpmake_0_2+\"\u0024hpmake_0_2\"} \u0024{hpmake_1_1+\"\u0024hpmake_1_1\"} \u0024{hpmake_1_2+\"\u0024hpmake_1_2\"}","references":["--lr","--seed"],"needs":{"gpu":2},"timeout":3600,"digest":"e4aebd7bd205aeca"},{"name":"test","shell":"test \"\u0024hpmake_0\"","references":["out"],"digest":"078d41671b92e016"},{"name":"plot","shell":"plot \"\u0024hpmake_0\"","references":["out"],"digest":"fbe413441c2e8245"}],"parameters":["lr"],"scales":{"lr":"log"},"repeat":{"name":"seed","values":[1,2]}}
#run lr_0.1-7b3fd0d6ff36 [0.1]
#run lr_0.01-b53790799681 [0.01]
