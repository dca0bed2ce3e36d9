#!/usr/bin/env python3
"""Writes the packs of a sweep whose runs are all done, as hpmake would have left them, without running any.

    make_packed.py HPMAKE FOLDER RUNS

Makes FOLDER/space.json and FOLDER/Makefile, and in FOLDER/dist what `make` leaves behind.
"""
import json
import os
import random
import re
import subprocess
import sys
import time

hpmake, folder, count = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3])
os.chdir(folder)
spec = {
    "space": {
        "lr": {"loguniform": [1e-4, 1e-1]}, "hidden": [16, 32, 64, 128],
        "dropout": {"uniform": [0, 0.5]}, "optimizer": ["sgd", "adam"],
    },
    "search": {"method": "random", "samples": count},
    "stages": {"train": "python train.py {args} >{out}/result.json"},
    "objective": {"minimize": "val_loss"},
    "layout": {"packed": 100},
}
with open("space.json", "w") as file:
    json.dump(spec, file)
subprocess.run([hpmake, "gen", "space.json", "-o", "Makefile"], check=True)
with open("Makefile") as file:
    makefile = file.read()
name, plan = re.search(r"^export (HPMAKE_PLAN_\w+) := (.*)$", makefile, re.M).groups()
digest = json.loads(plan)["stages"][0]["digest"]
packs = re.search(r"^hpmake.PACKS :=((?: *\\\n\S+)+)", makefile, re.M).group(1).replace("\\", "").split()
shift = 48 - (len(packs).bit_length() - 1)
environment = dict(os.environ, **{name: plan})
subprocess.run([hpmake, "run", "hparams", "dist", "Makefile"], check=True, env=environment)

draw = random.Random(1)
lines = [[] for _ in packs]
sample = subprocess.Popen([hpmake, "sample", "space.json"], stdout=subprocess.PIPE)
for number, text in enumerate(sample.stdout):
    run = json.loads(text)
    id = run["id"]
    metrics = {"val_loss": draw.random(), "val_acc": draw.random(), "epochs": draw.randrange(100)}
    result = json.dumps(metrics)
    minute, second = divmod(number % 3600, 60)
    start = f"2026-11-01T{number // 3600 % 24:02d}:{minute:02d}:{second:02d}.{number % 1000000:06d}Z"
    args = " ".join(f"--{key} {value}" for key, value in run["params"].items())
    record = {
        "stage": "train", "state": "done", "start": start, "end": start, "seconds": 1.5, "user": 1.4,
        "system": 0.1, "max_rss_kib": 14580, "host": "node1", "pid": 1000 + number % 30000,
        "slots": {}, "attempt": 1, "exit": 0, "git": None, "dirty": False,
        "command": f"python train.py {args} >dist/trained/{id}/result.json", "hpmake": "0.2.0",
        "made_from": {"command": digest, "params": id[-12:] + "0000", "inputs": {}, "after": None},
        "metrics": metrics, "result": [len(result), 1793491200000000001, 2],
    }
    dumped = json.dumps(record, separators=(",", ":"))
    rest = (
        f',"id":"{id}","n":1,"state":"done","whole":true,"params":{json.dumps(run["params"])},'
        f'"stages":{{"train":{dumped}}},"attempts":{{}},"files":{{"result.json":'
        f'{{"date":1793491200000000001,"text":{json.dumps(result)}}},'
        f'"train.log":{{"date":1793491200000000001,"text":""}}}}}}\n'
    )
    for digits in range(1, 9):
        size = 9 + digits + len(rest)
        if len(str(size)) == digits:
            break
    lines[int(id[-12:], 16) >> shift].append(f'{{"bytes":{size}{rest}')
for index, pack in enumerate(packs):
    if lines[index]:
        with open(f"dist/packed/{index}of{len(packs)}.jsonl", "w") as file:
            file.writelines(lines[index])
time.sleep(0.1)
marks = {key: re.search(rf"^hpmake.{key} := (\S+)$", makefile, re.M).group(1) for key in ("SWEEP", "CHAIN")}
for mark in (f"sweep-{marks['SWEEP']}", f"chain-{marks['CHAIN']}"):
    open(f"dist/.hpmake/{mark}", "w").close()
os.utime("dist/hparams.json")
time.sleep(0.1)
for pack in packs:
    open(f"dist/packed/{pack}.done", "w").close()
