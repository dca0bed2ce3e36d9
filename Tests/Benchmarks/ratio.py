#!/usr/bin/env python3
"""Times a command against a peer, one after the other in turn, and prints a line of a table.

    ratio.py NAME BAR COMMAND PEER [RUNS] [SETUP]

Each command is given to sh. The ratio is the median of those of the pairs, so that a machine whose
speed drifts does not matter. SETUP is run, untimed, before each command. BAR is the largest ratio
that is good enough; the exit code is 0 whatever comes out: the reader judges.
"""
import resource
import statistics
import subprocess
import sys
import time


def run(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(["sh", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"ratio.py: exit {done.returncode} of {command}\n{done.stderr.decode()[-500:]}")
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    name, bar, command, peer = sys.argv[1:5]
    runs = int(sys.argv[5]) if len(sys.argv) > 5 else 5
    setup = sys.argv[6] if len(sys.argv) > 6 else "true"
    ours, theirs = [], []
    for index in range(runs + 1):
        pair = []
        for words in (command, peer):
            subprocess.run(["sh", "-c", setup], check=True)
            pair.append(run(words))
        if index > 0:  # the first pair warms the caches
            ours.append(pair[0])
            theirs.append(pair[1])
    ratios = [a[0] / b[0] for a, b in zip(ours, theirs)]
    cpu = [a[1] / b[1] for a, b in zip(ours, theirs)]
    print(
        f"| {name} | {statistics.median(a[0] for a in ours):.3f} s "
        f"| {statistics.median(b[0] for b in theirs):.3f} s "
        f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
        f"| {statistics.median(cpu):.2f} | {bar} |",
        flush=True,
    )


main()
