#!/usr/bin/env python3
"""Fabricates a sweep whose runs are all done, without running them.

    make_dist.py FOLDER RUNS

Compiles a grid of RUNS configurations (rounded up to a multiple of 2,000) in FOLDER and runs the
first with hpmake; all others get files like those that it left, with numbers of their own.
HPMAKE names the program.
"""
import datetime
import json
import os
import random
import subprocess
import sys

SPACE = {
    "space": {
        "lr": {"geomspace": [1e-4, 1e-1, 0]},
        "hidden": {"arange": [16, 336, 16]},
        "dropout": {"linspace": [0, 0.9, 10]},
        "optimizer": ["sgd", "adam"],
        "layers": [1, 2, 3, 4, 5],
    },
    "stages": {"train": ["/bin/sh", "-c", "echo '{\"val_acc\": 0.5}' > $0/result.json", "{out}",
                         "{args}"]},
    "objective": {"maximize": "val_acc"},
}


def fabricate(folder, spec, metrics):
    """Makes `folder`/dist of a spec; `metrics` gives those of a configuration."""
    program = os.path.abspath(os.environ.get("HPMAKE", ".build/release/hpmake"))
    os.makedirs(folder, exist_ok=True)
    before = os.getcwd()
    os.chdir(folder)
    with open("space.json", "w") as file:
        json.dump(spec, file, indent=2)
    subprocess.run([program, "gen", "space.json", "-o", "Makefile"], check=True)
    make = ["make", "-s", f"HPMAKE={program}"]
    subprocess.run(make + ["dist/hparams.json"], check=True)
    with open("dist/hparams.json") as file:
        configurations = json.load(file)["configurations"]
    first = configurations[0]["id"]
    subprocess.run(make + [f"dist/trained/{first}/.train"], check=True, stdout=subprocess.DEVNULL)
    with open(f"dist/trained/{first}/.train") as file:
        stamp = json.load(file)
    begin = datetime.datetime(2026, 1, 1)
    for index, configuration in enumerate(configurations):
        write_run(configuration, dict(stamp), metrics(configuration["params"]),
                  begin + datetime.timedelta(seconds=index))
    os.chdir(before)
    return len(configurations)


def write_run(configuration, stamp, metrics, start):
    path = f"dist/trained/{configuration['id']}"
    os.makedirs(path, exist_ok=True)
    with open(f"{path}/params.json", "w") as file:
        file.write(json.dumps(configuration["params"]) + "\n")
    with open(f"{path}/result.json", "w") as file:
        file.write(json.dumps(metrics) + "\n")
    status = os.stat(f"{path}/result.json")
    with open(f"{path}/train.log", "w"):
        pass
    stamp["start"] = start.isoformat() + ".000001Z"
    stamp["end"] = (start + datetime.timedelta(seconds=1)).isoformat() + ".000001Z"
    stamp["seconds"] = 1
    stamp["metrics"] = metrics
    # Behind size and date stands by which rules it was read.
    stamp["result"] = [status.st_size, status.st_mtime_ns] + stamp["result"][2:]
    with open(f"{path}/.train", "w") as file:
        file.write(json.dumps(stamp, separators=(",", ":")) + "\n")


def main():
    folder, runs = sys.argv[1], int(sys.argv[2])
    SPACE["space"]["lr"]["geomspace"][2] = max(1, -(-runs // 2000))
    draw = random.Random(0)
    count = fabricate(folder, SPACE, lambda params: {
        "val_acc": draw.random(), "val_loss": draw.expovariate(1), "train_loss": draw.random(),
        "epochs": draw.randint(1, 100),
    })
    print(f"{count} runs in {folder}/dist")


if __name__ == "__main__":
    main()
