#!/usr/bin/env python3
"""All figures of 20,000 runs with 10 parameters and 3 metrics: seconds and bytes of each.

    plot.py HPMAKE [RUNS]
"""
import os
import random
import subprocess
import sys
import tempfile
import time

from make_dist import fabricate

SPACE = {f"p{index}": {"uniform": [0, 1]} for index in range(6)} | {
    "lr": {"loguniform": [1e-5, 1]}, "opt": ["a", "b", "c"], "layers": {"randint": [1, 9]},
    "hidden": [16, 32, 64, 128, 256],
}
SCRIPT = "echo '{\"val_acc\": 0.5}' >$0/result.json"


def main():
    program = os.environ["HPMAKE"] = os.path.abspath(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    draw = random.Random(0)
    spec = {
        "space": SPACE, "search": {"method": "random", "samples": runs},
        "stages": {"train": ["/bin/sh", "-c", SCRIPT, "{out}", "{args}"]},
        "objective": [{"maximize": "val_acc"}, {"minimize": "val_loss"}],
    }
    with tempfile.TemporaryDirectory() as folder:
        fabricate(folder, spec, lambda params: {
            "val_acc": params["p0"] * params["p1"] + draw.random() * 0.3,
            "val_loss": draw.expovariate(1), "train_loss": draw.random(),
        })
        os.chdir(folder)
        total = 0
        subprocess.run([program, "collate", "dist"], stdout=subprocess.DEVNULL, check=True)
        for kind in ("history", "parallel", "slice", "importance", "contour", "timeline", "front"):
            begin = time.perf_counter()
            subprocess.run([program, "plot", "dist", "--kind", kind, "-o", "figure.svg"], check=True)
            size = os.path.getsize("figure.svg")
            total += size
            seconds = time.perf_counter() - begin
            print(f"| plot {kind} of {runs:,} runs | {seconds:.2f} s, {size / 1e3:.0f} kB | | | | |")
        print(f"| all of these | {total / 1e3:.0f} kB | | | | |")


if __name__ == "__main__":
    main()
