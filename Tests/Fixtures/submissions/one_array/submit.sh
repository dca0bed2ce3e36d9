#!/bin/sh
# 4 runs, written by hpmake 0.2.0 from space.json. Edit that file, not this one.
#
#     sh submit.sh                 submits what is neither done nor queued
#     sh submit.sh ONLY='lr<1e-2'  of that the runs that match, each as a task of its own
#     sh submit.sh --dry-run       prints the calls of sbatch and does nothing
#     sh submit.sh --cancel        cancels what it has submitted
#
# train:
#     command
#     of train\ 
# test:
#     command
#     of test\ 
# plot:
#     command
#     of plot\ 
# check:
#     command
#     of check\ 

SPEC=space.json
DIST=dist
SWEEP=c0149a9de018
ARRAYS='train,test plot check'
PACK=1
THROTTLE=

remake() { "$HPMAKE" gen --backend slurm space.json -o "$1"; }
array_1() {
    submit train,test \
        --time=6
}
array_2() {
    submit plot \
        -t4:00
}
array_3() {
    submit check \
        --signal=B:TERM@30 \
        --time \
        1-0
}
collate() {
    submit collate
}
# rules
#plan {"hpmake":"0.2.0","spec":"space.json","dist":"dist","run_count":4,"shell":"sh","objective":[],"metrics":[],"resources":{},"preprocess":null,"stages":[{"name":"train","shell":"train \u0024{hpmake_0_1+\"\u0024hpmake_0_1\"} \u0024{hpmake_0_2+\"\u0024hpmake_0_2\"} \u0024{hpmake_1_1+\"\u0024hpmake_1_1\"} \u0024{hpmake_1_2+\"\u0024hpmake_1_2\"}","references":["--lr","--depth"],"timeout":90,"retries":1,"digest":"190a5db29a40104d"},{"name":"test","shell":"test \"\u0024hpmake_0\"","references":["out"],"timeout":60,"digest":"078d41671b92e016"},{"name":"plot","shell":"plot","references":[],"digest":"7790729877841424"},{"name":"check","shell":"check","references":[],"digest":"149b0747689e5189"}],"parameters":["lr","depth"],"scales":{"lr":"log","depth":"linear"},"repeat":null}
#run depth_1-lr_0.1-86363b7dbfb0 [0.1,1]
#run depth_2-lr_0.1-92bd143631e4 [0.1,2]
#run depth_1-lr_0.01-7dc546c260e1 [0.01,1]
#run depth_2-lr_0.01-822234d534d8 [0.01,2]
