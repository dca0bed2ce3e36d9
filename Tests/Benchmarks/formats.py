#!/usr/bin/env python3
"""Reads what trainers write and hands sweeps on, beside the tools that do the same.

    formats.py [HPMAKE [events|csv|export ..]]

Prints rows of a table: what, figure, peer, ratio, CPU (nothing here), bar. 300 MB of TensorBoard's events
beside its own loader (pip install tensorboard), a CSV of 1 GB beside cut and tail, a journal of 10,000 runs
with curves, which Optuna has to load (pip install optuna).
"""
import contextlib
import json
import os
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time

from make_dist import SPACE, fabricate

HPMAKE = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/release/hpmake")


def timed(command, runs=5, setup=None):
    """Median seconds and the most memory in MB of a shell command; the first run warms the caches."""
    seconds, memory = [], []
    for index in range(runs + 1):
        if setup:
            setup()
        begin = time.perf_counter()
        with subprocess.Popen(["sh", "-c", "exec " + command], stdout=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"formats.py: exit {process.returncode} of {command}")
        if index:
            seconds.append(time.perf_counter() - begin)
            memory.append(usage.ru_maxrss / 1024)
    return statistics.median(seconds), max(memory)


@contextlib.contextmanager
def sweep(extractor):
    """A folder with the one done run of a sweep, and what makes hpmake read the run's files anew."""
    with tempfile.TemporaryDirectory() as folder:
        spec = {"space": {"x": [1]}, "stages": {"train": "true {x}"}, "objective": {"minimize": "m"},
                "metrics": {"m": extractor}}
        os.chdir(folder)
        with open("space.json", "w") as file:
            json.dump(spec, file)
        for command in ([HPMAKE, "gen"], ["make", "-s", f"HPMAKE={HPMAKE}"]):
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        run = "dist/trained/" + next(n for n in os.listdir("dist/trained") if n[0] != ".")

        def forget():
            # As if the extractor had been changed since the run.
            with open(run + "/.train") as file:
                stamp = json.load(file)
            stamp["patterns"] = "x"
            with open(run + "/.train", "w") as file:
                file.write(json.dumps(stamp, separators=(",", ":")) + "\n")
            subprocess.run(["rm", "-f", "dist/.hpmake/table"])

        yield run, forget
        os.chdir("/")


def collated():
    with open("dist/collated.json") as file:
        return json.load(file)["best"]["metrics"]["m"]


CRC = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    CRC.append(byte)


def masked(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = CRC[(crc ^ byte) & 255] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def varint(number):
    data = b""
    while number > 127:
        data += bytes([number & 127 | 128])
        number >>= 7
    return data + bytes([number])


def record(data):
    length = struct.pack("<Q", len(data))
    return length + masked(length) + data + masked(data)


def event(step, values):
    summary = b""
    for tag, value in values:
        entry = b"\n" + varint(len(tag)) + tag.encode() + b"\x15" + struct.pack("<f", value)
        summary += b"\n" + varint(len(entry)) + entry
    data = b"\t" + struct.pack("<d", 1.7e9 + step) + b"\x10" + varint(step)
    return record(data + b"*" + varint(len(summary)) + summary)


def events():
    """Two values an event. Blocks of the same 20,000 events, since Python takes minutes for checksums."""
    draw = random.Random(1)
    block = b"".join(
        event(100_000_000 + step, [("loss", draw.random()), ("acc", draw.random())]) for step in range(20_000))
    with sweep({"tensorboard": "loss", "take": "min"}) as (run, forget):
        path = run + "/events.out.tfevents.1.host"
        start = record(b"\t" + struct.pack("<d", 1.7e9) + b"\x1a\rbrain.Event:2")
        # Its own loader takes a quarter of an hour for all of it, event by event: it gets a tenth.
        for name, blocks in [(path, 250), ("tenth", 25)]:
            with open(name, "wb") as file:
                file.write(start)
                for _ in range(blocks):
                    file.write(block)
        megabytes = os.path.getsize(path) / 1e6
        ours, memory = timed(f"{HPMAKE} collate dist", setup=forget)
        assert abs(collated() - 0) < 0.001
        script = ("import sys; from tensorboard.backend.event_processing.event_file_loader import *; "
                  "print(sum(1 for _ in EventFileLoader(sys.argv[1]).Load()))")
        begin = time.perf_counter()
        count = subprocess.run([sys.executable, "-c", script, "tenth"], check=True, capture_output=True).stdout
        theirs = 10 * (time.perf_counter() - begin)
        assert int(count) == 500_001, count
    print(f"| {megabytes:.0f} MB of events, 10 million points | {ours:.2f} s | {theirs:.0f} s, TensorBoard's "
          f"loader, ten times what a tenth takes | {ours / theirs:.4f} | | 0.1 |")
    print(f"| its memory | {memory:.0f} MB | | | | 100 MB |", flush=True)


def csv():
    draw = random.Random(1)
    rows = "".join(
        "%d,%d,%.6f,%.8f,%.4f,%.6e\n" % (i // 100, i, draw.random(), draw.random(), draw.random(), draw.random())
        for i in range(20_000)).encode()
    with sweep({"file": "metrics.csv", "column": "val_loss"}) as (run, forget):
        path = run + "/metrics.csv"
        with open(path, "wb") as file:
            file.write(b"epoch,step,val_loss,train_loss,acc,lr\n")
            while file.tell() < 10**9:
                file.write(rows)
        theirs, _ = timed(f"cut -d, -f3 {path} | tail -n 1")
        ours, memory = timed(f"{HPMAKE} collate dist", setup=forget)
        last = subprocess.run(f"cut -d, -f3 {path} | tail -n 1", shell=True, capture_output=True).stdout
        assert collated() == float(last), (collated(), last)
    print(f"| one column of a CSV of 1 GB | {ours:.2f} s, {memory:.0f} MB | {theirs:.2f} s, cut and tail "
          f"| {ours / theirs:.2f} | | 1.5 |", flush=True)


def export():
    os.environ["HPMAKE"] = HPMAKE
    SPACE["space"]["lr"]["geomspace"][2] = 5
    draw = random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        fabricate(folder, SPACE, lambda params: {"val_acc": draw.random(), "val_loss": draw.random()})
        os.chdir(folder)
        for name in os.listdir("dist/trained"):
            path = f"dist/trained/{name}/"
            if name[0] != ".":
                with open(path + "result.json") as file:
                    final = json.load(file)
                with open(path + "metrics.jsonl", "w") as file:
                    for step in range(50):
                        share = step / 49
                        file.write(json.dumps({"step": step, **{k: v * share for k, v in final.items()}}) + "\n")
        seconds, memory = timed(f"{HPMAKE} export dist optuna -o journal.log")
        subprocess.run([HPMAKE, "collate", "dist"], stdout=subprocess.DEVNULL)
        best = json.load(open("dist/collated.json"))["best"]
        script = """
import json, optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
study = optuna.load_study(study_name="space", storage=JournalStorage(JournalFileBackend("journal.log")))
best = study.best_trial
print(json.dumps([len(study.trials), best.user_attrs["id"], best.value, len(best.intermediate_values)]))
"""
        begin = time.perf_counter()
        found = json.loads(subprocess.run([sys.executable, "-c", script], check=True, capture_output=True).stdout)
        theirs = time.perf_counter() - begin
        assert found == [10_000, best["id"], best["metrics"]["val_acc"], 50], (found, best)
        os.chdir("/")
    print(f"| 10,000 runs with curves of 50 steps as a journal of Optuna | {seconds:.2f} s, {memory:.0f} MB "
          f"| {theirs:.1f} s, Optuna loads it, with the same best | {seconds / theirs:.2f} | | 5 s |", flush=True)


for name in sys.argv[2:] or ["events", "csv", "export"]:
    try:
        {"events": events, "csv": csv, "export": export}[name]()
    except subprocess.CalledProcessError as error:
        print(f"skipped: formats.py {name}: {error.stderr.decode().strip().splitlines()[-1:]}")
