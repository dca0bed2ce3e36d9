"""Sweeps to make pages of, run by hpmake itself but for the large one. Knows nothing of pages."""
import json
import math
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "Benchmarks"))
from make_dist import fabricate  # noqa: E402

SCRIPT = "</script><script>alert(1)</script>"
HOSTILE = [
    SCRIPT, "<img src=x onerror=alert(2)>", "\"'><svg onload=alert(3)>", "]]><!--", "a b\tc\nd",
    "javascript:alert(4)", "&lt;b&gt;&amp;", "{{constructor}}`${alert(5)}`", "\u2028\u2029\u202eabc",
    "é ü 漢字 🙂", "x" * 3000, "w i d e " * 80, "", "NaN", "-1", "${HOME}", "url(http://example.invalid/)",
]


def hpmake(folder, *words, check=True):
    return subprocess.run([os.environ["HPMAKE"], *words], cwd=folder, check=check,
                          capture_output=True, text=True)


def sweep(folder, spec, make=True):
    """Compiles a spec in a folder, and runs it."""
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/space.json", "w") as file:
        json.dump(spec, file)
    hpmake(folder, "gen", "space.json", "-o", "Makefile")
    if make:
        subprocess.run(["make", "-j2", "HPMAKE=" + os.environ["HPMAKE"]], cwd=folder,
                       capture_output=True)
    return f"{folder}/dist"


def iris(folder):
    hpmake(".", "init", "iris", folder)
    hpmake(folder, "gen", "space.json", "-o", "Makefile")
    subprocess.run(["make", "-j2", "HPMAKE=" + os.environ["HPMAKE"]], cwd=folder, check=True,
                   capture_output=True)
    return f"{folder}/dist"


def script(folder, code):
    """A trainer in Python; the words that run it. It gets the run's folder and its parameters."""
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/train.py", "w") as file:
        file.write("import json, os, sys\nout = sys.argv[1]\nparams = json.load(open(sys.argv[2]))\n"
                   "def report(**metrics): json.dump(metrics, open(out + '/result.json', 'w'))\n" + code)
    return [sys.executable, "train.py", "{out}", "{params}"]


def hostile(folder):
    metric = "y" + SCRIPT
    return sweep(folder, {
        "space": {"text": HOSTILE, "constructor": [1, 2], "__proto__": ["a", "b"],
                  "a.very.long-name_" + "n" * 80: [0.5]},
        "stages": {"train": {"run": script(folder, f"""
print('<b>' + params['text'] + '</b>', file=sys.stderr)
if params['text'].startswith('<img'): raise SystemExit('<script>alert(7)</script>')
report(**{{{metric!r}: params['constructor'] + len(params['text']) / 1e4, 'toString': 2}})
""")}},
        "objective": {"maximize": metric},
    })


def half_failed(folder):
    """Failures, metrics that are not finite, repeats, slots, curves and two objectives."""
    return sweep(folder, {
        "space": {"lr": {"geomspace": [1e-4, 1e-1, 6]}, "opt": ["good", "bad"], "same": 7},
        "repeat": {"seed": [1, 2, 3]},
        "stages": {
            "train": {"run": script(folder, """
lr, seed = params['lr'], params['seed']
print('\\x1b[31mred\\x1b[0m epoch', lr)
with open(out + '/metrics.jsonl', 'w') as file:
    for step in range(30):
        print(json.dumps({'step': step, 'loss': lr * 100 / (step + 1) + seed}), file=file)
if params['opt'] == 'bad': raise SystemExit('CUDA out of memory <b>on</b> GPU')
loss = {(1e-4, 1): float('nan'), (1e-4, 2): float('inf')}.get((lr, seed), lr)
report(loss=loss, acc=1 - abs(lr - 0.01) * seed)
"""), "needs": {"gpu": 1}},
            "test": "true {params}"},
        "objective": [{"minimize": "loss"}, {"maximize": "acc"}], "resources": {"gpu": [0, 1]},
    })


def empty(folder):
    """A sweep whose make has only just begun, without an objective."""
    dist = sweep(folder, {"space": {"x": [1, 2, 3]}, "stages": {"train": "true {x}"}}, make=False)
    subprocess.run(["make", "HPMAKE=" + os.environ["HPMAKE"], "dist/hparams.json"], cwd=folder,
                   check=True, capture_output=True)
    return dist


def single(folder):
    return sweep(folder, {"space": {"x": [1]}, "objective": {"minimize": "y"},
                          "stages": {"train": script(folder, "report(y=params['x'])")}})


def large(folder):
    """20,000 runs of 10 parameters with 3 metrics."""
    draw = random.Random(0)

    def metrics(params):
        score = (-0.04 * (math.log10(params["lr"]) + 3) ** 2 - 0.1 * params["dropout"] ** 2
                 - 0.05 * (params["optimizer"] == "sgd") + draw.gauss(0, 0.02))
        accuracy = 1 / (1 + math.exp(-4 * score - 2))
        return {"val_acc": accuracy, "val_loss": -math.log(accuracy) * draw.uniform(0.8, 1.2),
                "train_loss": -math.log(accuracy) * draw.uniform(0.4, 0.8)}

    fabricate(folder, {
        "space": {
            "lr": {"loguniform": [1e-5, 1e-1]}, "momentum": {"uniform": [0.5, 0.99]},
            "hidden": {"lograndint": [16, 1024]}, "layers": {"randint": [1, 9]},
            "dropout": {"uniform": [0, 0.8]}, "optimizer": ["sgd", "adam", "rmsprop"],
            "activation": ["relu", "tanh", "gelu", "swish"], "l2": {"loguniform": [1e-8, 1e-2]},
            "batch": [16, 32, 64, 128, 256], "warmup": {"uniform": [0, 0.3]}},
        "search": {"method": "random", "samples": 20000, "seed": 3},
        "stages": {"train": ["/bin/sh", "-c", "echo '{\"val_acc\": 0.5}' > $0/result.json", "{out}",
                             "{args}"]},
        "objective": {"maximize": "val_acc"},
    }, metrics)
    return f"{folder}/dist"


def figures(folder):
    """What axes and tables have to cope with: few values, one far out, one infinite, long names, absence, and a retry."""
    return sweep(folder, {
        "space": {"lr": {"geomspace": [1e-4, 1e-1, 4]}, "hidden": [16, 32, 64], "w": [1, 2, 4, 8, 16, 32],
                  "model": ["resnet50_pretrained_large", "resnet101_pretrained_large"],
                  "momentum": {"choice": [0.5, 0.9], "when": {"hidden": [16, 32]}}},
        "stages": {"train": {"run": script(folder, """
with open(out + '/metrics.jsonl', 'w') as file:
    for step in (1, 2, 3, 2, 3, 4):
        print(json.dumps({'step': step, 'score': 1 / step}), file=file)
score = 0.8 + params['w'] / 1000 + params['hidden'] / 1000
if params['w'] == 2 and params['lr'] > 0.05: score = -1000 if params['hidden'] == 16 else float('inf')
report(score=score, **{f'metric_number_{i}': i * params['w'] for i in range(12)})
""")}, "test": "true {params}"},
        "objective": {"maximize": "score"},
    })


def wide(folder):
    space = {"architecture": ["resnet50_pretrained_large", "mobilenet_v2", "vit"]}
    space.update({f"parameter_number_{i}": {"uniform": [0, 1]} for i in range(14)})
    return sweep(folder, {
        "space": space, "search": {"method": "random", "samples": 20}, "objective": {"minimize": "y"},
        "stages": {"train": script(folder, "report(y=params['parameter_number_3'])")}})
