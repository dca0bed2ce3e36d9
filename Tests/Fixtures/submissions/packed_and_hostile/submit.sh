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

SPEC=space.json
DIST=out/d
SWEEP=b25ab43a9d64
ARRAYS='train'
PACK=50
THROTTLE=

remake() { "$HPMAKE" gen --backend slurm space.json -o "$1"; }
array_1() {
    submit train \
        --time=38 \
        -c \
        8 \
        '--comment=it'\''s $(touch boom)
`x`' \
        --gres=gpu:a100:1 \
        --signal=B:USR1@60
}
collate() {
    submit collate \
        -c \
        8 \
        '--comment=it'\''s $(touch boom)
`x`' \
        --gres=gpu:a100:1 \
        --signal=B:USR1@60
}
# rules
#plan {"hpmake":"0.2.0","spec":"space.json","dist":"out/d","run_count":5,"shell":"sh","objective":[],"metrics":[],"resources":{},"preprocess":null,"stages":[{"name":"train","shell":"say \"\u0024hpmake_0\"\n\u0023 it\u0027s \u0024HOME","references":["text"],"timeout":300,"digest":"a6109cf6b598faea"}],"parameters":["text"],"repeat":null}
#run text_it_s-d35f765271f6 ["it\u0027s"]
#run text_touch_boom_-015ce4355607 ["\u0024(touch boom)"]
#run text_a_b-5fc038731dca ["a\nb"]
#run text_-18dc3b088f6b ["\ud83c\udf89 \u0023\u0025"]
#run text_x_-8540216c41a2 ["`x`"]
