#!/bin/sh
# Exports and tables of a sweep, opened by the tools that they are for: exports.sh HPMAKE PYTHON, where
# PYTHON has pandas, polars, duckdb, optuna, tensorboard and mlflow; R, where it is there. Exits 1 where one
# of them sees something else than hpmake.
set -eu
hpmake=$(realpath "$1") python=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >space.json <<'JSON'
{
  "space": {
    "lr": { "loguniform": [1e-5, 0.1] },
    "layers": { "randint": [1, 5] },
    "optimizer": { "cases": { "adam": {}, "sgd": { "momentum": { "uniform": [0.8, 0.99] } } } },
    "note": ["it's", "a: b", null, true]
  },
  "search": { "method": "random", "samples": 40, "seed": 3 },
  "stages": { "train": "sh train.sh {out} {lr} {layers} {note}" },
  "objective": { "minimize": "val/loss" }
}
JSON
cat >train.sh <<'SH'
case $2 in *e-05) exit 1 ;; esac
awk -v lr="$2" -v n="$3" -v out="$1" 'BEGIN {
    for (s = 0; s < 5; s++) printf "{\"step\": %d, \"val/loss\": %.17g}\n", s, lr + n / (s + 1) > (out "/metrics.jsonl")
    printf "{\"time\": 1.5}\n" > (out "/result.json") }'
SH
PATH=$(dirname "$hpmake"):$PATH
hpmake gen && { make -j2 >make.log 2>&1 || true; }
hpmake export optuna -o journal.log
hpmake export tensorboard
hpmake export mlflow
hpmake export csv -o runs.csv
cmp runs.csv dist/results.csv
if hpmake export mlflow 2>/dev/null; then echo "an export wrote over another one"; exit 1; fi

mkdir types
cd types
cat >space.json <<'JSON'
{
  "space": { "flag": [true, false], "drop": [null, 0.5], "big": [9007199254740993, 9223372036854775807, 12], "lr": [1e-4, 0.5],
             "note": ["a,b", "it's \"x\""],
             "maybe": { "choice": [true, false], "when": { "lr": 0.5 } } },
  "stages": { "train": "case {big} in 12) m=NaN ;; 9007*) m=-Infinity ;; *) m=Infinity ;; esac; echo \"{\\\"m\\\": $m, \\\"n\\\": 7}\" >{out}/result.json; : {flag} {lr} {note} {drop} {--maybe}" }
}
JSON
hpmake gen && make -j2 >make.log
"$python" - <<'PY'
import duckdb, json, math, pandas, polars
runs = json.load(open("dist/collated.json"))["runs"]
expected = [tuple(run["params"][name] for name in ("flag", "big", "lr", "note")) for run in runs]
values = {12: math.nan, 9007199254740993: -math.inf, 9223372036854775807: math.inf}
file = "dist/results.csv"
tables = {
    "pandas": list(pandas.read_csv(file).to_dict("records")),
    "polars": polars.read_csv(file).to_dicts(),
    "duckdb": [dict(zip(found.columns, row)) for found in [duckdb.sql(f"from '{file}'")] for row in found.fetchall()],
}
for tool, rows in tables.items():
    seen = [tuple(row[name] for name in ("flag", "big", "lr", "note")) for row in rows]
    assert seen == expected, (tool, seen)
    empty = [None if value is None or value != value else value for row in rows for value in (row["drop"], row["maybe"])]
    assert empty == [run["params"].get(name) for run in runs for name in ("drop", "maybe")], (tool, empty)
    assert all(type(row["flag"]) is bool and type(row["m"]) is float and row["n"] == 7 for row in rows), (tool, rows[0])
    for row in rows:
        wanted = values[row["big"]]
        assert row["m"] == wanted or math.isnan(row["m"]) and math.isnan(wanted), (tool, row)
# As README has it: all types, whatever a table would make of them.
typed = pandas.json_normalize(runs)
assert [tuple(row) for row in typed[["params.flag", "params.big", "params.lr", "params.note"]].values.tolist()] == expected
print("pandas", pandas.__version__, "polars", polars.__version__, "duckdb", duckdb.__version__, len(runs), "runs")
PY
if command -v Rscript >/dev/null; then
    Rscript -e 'd <- read.csv("dist/results.csv"); stopifnot(is.logical(d$flag), is.logical(d$maybe), sum(is.na(d$maybe)) == 24, is.numeric(d$drop), is.double(d$m), is.numeric(d$lr), is.character(d$note), sum(is.infinite(d$m)) == 48, sum(is.nan(d$m)) == 24); cat("R", as.character(getRversion()), nrow(d), "runs\n")'
else
    echo "R is not here: left out"
fi
cd ..

"$python" - <<'PY'
import json, logging, os, subprocess, sys, warnings
warnings.simplefilter("ignore")
import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
optuna.logging.set_verbosity(optuna.logging.ERROR)
collated = json.load(open("dist/collated.json"))
runs = {r["id"]: r for r in collated["runs"]}
study = optuna.load_study(study_name="space", storage=JournalStorage(JournalFileBackend("journal.log")))
best, theirs = collated["best"], study.best_trial
assert theirs.user_attrs["id"] == best["id"], (theirs.user_attrs, best["id"])
assert study.metric_names == ["val/loss"] and study.direction.name == "MINIMIZE"
states = [t.state.name for t in study.trials]
assert states.count("COMPLETE") == sum(r["state"] == "done" for r in runs.values())
assert states.count("FAIL") == len(collated["failed"]) > 0
for trial in study.trials:
    run = runs[trial.user_attrs["id"]]
    assert trial.params == run["params"], (trial.params, run["params"])
    if run["state"] == "done":
        assert trial.value == run["metrics"]["val/loss"]
        assert len(trial.intermediate_values) == 5 and trial.intermediate_values[4] == trial.value
assert theirs.distributions["lr"] == optuna.distributions.FloatDistribution(1e-5, 0.1, log=True)
importances = optuna.importance.get_param_importances(
    study, evaluator=optuna.importance.PedAnovaImportanceEvaluator())
assert set(importances) >= {"lr", "layers"}, importances
study.ask()
print("optuna", optuna.__version__, len(study.trials), "trials")

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.hparams import plugin_data_pb2, metadata
count = 0
for id, run in runs.items():
    if run["state"] != "done":
        continue
    accumulator = event_accumulator.EventAccumulator(os.path.join("runs", id))
    accumulator.Reload()
    scalars = accumulator.Scalars("val/loss")
    assert [s.step for s in scalars] == [0, 1, 2, 3, 4]
    assert abs(scalars[-1].value - run["metrics"]["val/loss"]) < 1e-6
    content = accumulator.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
    session = plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info
    assert abs(session.hparams["lr"].number_value - run["params"]["lr"]) == 0
    assert session.hparams["optimizer"].string_value == run["params"]["optimizer"]
    count += 1
accumulator = event_accumulator.EventAccumulator("runs")
accumulator.Reload()
content = accumulator.SummaryMetadata("_hparams_/experiment").plugin_data.content
experiment = plugin_data_pb2.HParamsPluginData.FromString(content).experiment
assert "lr" in [h.name for h in experiment.hparam_infos]
assert "val/loss" in [m.name.tag for m in experiment.metric_infos]
print("tensorboard", count, "runs")

logging.disable(logging.INFO)
subprocess.run([os.path.join(os.path.dirname(sys.executable), "mlflow"), "migrate-filestore", "--source", "mlruns",
                "--target", "sqlite:///mlflow.db"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
import mlflow
mlflow.set_tracking_uri("sqlite:///mlflow.db")
client = mlflow.tracking.MlflowClient()
experiment = client.get_experiment_by_name("space")
found = client.search_runs([experiment.experiment_id], max_results=1000)
assert len(found) == len(runs), (len(found), len(runs))
for item in found:
    run = runs[item.info.run_name]
    assert item.info.status == ("FINISHED" if run["state"] == "done" else "FAILED")
    expected = {k: v if isinstance(v, str) else json.dumps(v) for k, v in run["params"].items()}
    assert {k: float(v) if k == "lr" else v for k, v in item.data.params.items()} == {
        k: float(v) if k == "lr" else v for k, v in expected.items()}, (item.data.params, expected)
    if run["state"] == "done":
        assert item.data.metrics["val/loss"] == run["metrics"]["val/loss"]
        assert len(client.get_metric_history(item.info.run_id, "val/loss")) == 5
print("mlflow", mlflow.__version__, len(found), "runs")
PY
