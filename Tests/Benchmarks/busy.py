#!/usr/bin/env python3
"""How busy `make -j8` keeps eight slots where the next runs depend on results: trainers that sleep, for a time
that depends on the configuration, so that two processors are enough.

    busy.py HPMAKE

The share is the time between first and last of all stages' records, eightfold, that runs took.
"""
import json
import os
import subprocess
import sys
import tempfile

TRAIN = """
import hashlib, json, math, os, sys, time
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
out, epochs, lr, units = options["--out"], int(options.get("--epochs", 4)), float(options["--lr"]), int(options["--h"])
key = int(hashlib.sha256(f"{lr}/{units}".encode()).hexdigest()[:8], 16) / 2**32
known = f"{out}/epochs"
begun = int(open(known).read()) if os.path.exists(known) else 0
# The slowest configuration takes 7.7 times as long as the fastest one.
time.sleep((epochs - begun) * UNIT * math.exp(1.02 * (2 * key - 1)))
open(known, "w").write(str(epochs))
loss = (math.log10(lr) + 2) ** 2 + 0.2 * abs(math.log2(units) - 4) + 2 / (1 + epochs) + 0.3 * (key - 0.5) / epochs
json.dump({"loss": loss}, open(f"{out}/result.json", "w"))
"""
SPACE = {"lr": {"loguniform": [1e-4, 1]}, "h": [4, 8, 16, 32, 64]}


def busy(hpmake, search, unit):
    """The share of the time of eight slots in which something ran, and how many stages ran."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/train.py", "w") as file:
            file.write(TRAIN.replace("UNIT", str(unit)))
        with open(f"{folder}/space.json", "w") as file:
            json.dump({"space": SPACE, "search": search, "objective": {"minimize": "loss"},
                       "stages": {"train": {"run": "python3 -S -E train.py --out {out} {args}", "inputs": ["train.py"]}}}, file)
        subprocess.run([hpmake, "gen", "space.json", "-o", "Makefile"], cwd=folder, check=True)
        made = subprocess.run(["make", "-j8", f"HPMAKE={hpmake}"], cwd=folder, capture_output=True, text=True)
        if made.returncode != 0:
            sys.exit(made.stdout + made.stderr)
        spans = []
        for path, _, files in os.walk(f"{folder}/dist/trained"):
            if ".train" in files and not os.path.islink(path):
                with open(f"{path}/.train") as file:
                    record = json.load(file)
                spans.append((instant(record["start"]), instant(record["end"])))
        taken = max(end for _, end in spans) - min(start for start, _ in spans)
        return sum(end - start for start, end in spans) / (8 * taken), len(spans)


def instant(text):
    """Seconds of a record's date within its day; a measurement at midnight is none."""
    hours, minutes, seconds = text[11:-1].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def main():
    hpmake = os.path.abspath(sys.argv[1])
    rungs = {"epochs": [1, 3, 9, 27]}
    for what, search, unit, bar in (
        ("`hyperband` of four rungs, one round", {"method": "hyperband", "rungs": rungs, "seed": 7}, 0.2, 0.55),
        ("`hyperband`, three rounds", {"method": "hyperband", "rungs": rungs, "rounds": 3, "seed": 7}, 0.2, None),
        ("`tpe` of 100 draws", {"method": "tpe", "samples": 100, "seed": 7}, 0.6, 0.85),
        ("`tpe` in batches of 8", {"method": "tpe", "samples": 100, "batch": 8, "seed": 7}, 0.6, None),
    ):
        share, count = busy(hpmake, search, unit)
        print(f"| slots busy under `make -j8`: {what} | {100 * share:.0f} % of {count} runs | | | | "
              f"{f'{100 * bar:.0f} %' if bar else ''} |", flush=True)


main()
