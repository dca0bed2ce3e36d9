#!/bin/sh
# How much of the time slots are busy, and what a trivial job with log, record, lock and slot costs
# beside ninja's `cmd && touch`. Median of 5. Usage: slots.sh [HPMAKE]
set -eu
hpmake=${1:-hpmake}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
HPMAKE_SLOTS=$folder/slots
export HPMAKE_SLOTS
python3 - "$hpmake" <<'PY'
import glob, json, os, shutil, statistics, subprocess, sys, time
hpmake = sys.argv[1]

def write(runs, words):
    json.dump({"space": {"x": {"arange": [0, runs, 1]}},
               "stages": {"train": {"run": words + ["{x}"], "needs": {"gpu": 1}}},
               "resources": {"gpu": [0, 1, 2, 3]}}, open("space.json", "w"))
    text = subprocess.run([hpmake, "gen", "space.json"], capture_output=True, check=True).stdout
    open("Makefile", "wb").write(text)

def timed(words):
    begin = time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin

def seconds(text):
    from datetime import datetime
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").timestamp()

# 400 jobs of 50 ms on 4 slots.
write(400, ["sh", "-c", "exec sleep 0.05"])
shares = []
for turn in range(6):
    os.path.exists("dist") and os.rename("dist", f"old-{turn}")
    subprocess.run(["make", "-j8", f"HPMAKE={hpmake}"], stdout=subprocess.DEVNULL, check=True)
    records = [json.load(open(p)) for p in glob.glob("dist/trained/*/.train")]
    spans = [(seconds(r["start"]), seconds(r["end"])) for r in records]
    whole = max(e for _, e in spans) - min(s for s, _ in spans)
    shares.append(sum(e - s for s, e in spans) / (4 * whole))
print(f"slots busy  {100 * statistics.median(shares[1:]):.1f} %  (bar 95 %)")

# 1,600 trivial jobs. The folders of earlier turns are moved away, not removed: ext4 is slow to make
# files where others were removed just now.
os.rename("dist", "old-slots")
write(1600, ["true"])
if not shutil.which("ninja"):
    sys.exit("no ninja here: trivial jobs not measured")
with open("build.ninja", "w") as file:
    file.write("rule r\n  command = true $in && touch $out\n")
    for i in range(1600): file.write(f"build out/{i}: r\n")
make, ninja = [], []
for turn in range(6):
    make.append(timed(["make", "-j4", f"HPMAKE={hpmake}"]))
    ninja.append(timed(["ninja", "-j4"]))
    os.rename("dist", f"old-m{turn}"); os.rename("out", f"old-n{turn}")
    os.remove(".ninja_log")
m, n = statistics.median(make[1:]), statistics.median(ninja[1:])
print(f"1,600 jobs  hpmake {m:.2f} s  ninja {n:.2f} s  ratio {m / n:.2f}  (bar 1.00)")
PY
