#!/bin/sh
# 5 runs, written by hpmake 0.2.0 from space.json. Edit that file, not this one.
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

SPEC=space.json
DIST=dist
SWEEP=b185d4d6a48f
ARRAYS='train test'
PACK=1
THROTTLE=8

remake() { "$HPMAKE" gen --backend slurm space.json -o "$1"; }
array_1() {
    submit train \
        --signal=B:TERM@30 \
        --gres=gpu:1
}
array_2() {
    submit test \
        --signal=B:TERM@30
}
collate() {
    submit collate
}
# rules
#plan {"hpmake":"0.2.0","spec":"space.json","dist":"dist","run_count":5,"shell":"sh","objective":[{"minimize":"loss"}],"metrics":[],"resources":{"gpu":[0]},"preprocess":null,"stages":[{"name":"train","shell":"python train.py --out \"\u0024hpmake_0\" \u0024{hpmake_1_1+\"\u0024hpmake_1_1\"} \u0024{hpmake_1_2+\"\u0024hpmake_1_2\"} \u0024{hpmake_2_1+\"\u0024hpmake_2_1\"} \u0024{hpmake_2_2+\"\u0024hpmake_2_2\"}","references":["out","--lr","--epochs"],"needs":{"gpu":1},"digest":"3d2aa8092780fd70"},{"name":"test","shell":"python test.py \"\u0024hpmake_0\"","references":["out"],"digest":"53954641d6e4c569"}],"parameters":["lr","epochs"],"scales":{"lr":"log"},"search":{"method":"hyperband","rungs":{"epochs":[1,2]},"eta":2.0,"resume":true,"layers":[{"name":"b0.r0","slots":2,"rung":0,"draw":0},{"name":"b0.r1","slots":1,"after":"b0.r0","rung":1},{"name":"b1.r1","slots":2,"rung":1,"draw":2}]},"repeat":null}
#run lr_0.0001044-ca914b421300 [0.00010435579255621528]
#run lr_0.0007661-059d261c1bc1 [0.0007660639144469426]
#run lr_0.0008715-ef9c63647467 [0.0008714562250989509]
#run lr_0.000604-f7a5a17c059b [0.0006040345404090884]
