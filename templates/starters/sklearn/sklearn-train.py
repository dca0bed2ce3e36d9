"""Trains one classifier of digits, and writes its accuracies to result.json: val_acc chooses the
configuration, test_acc is for the report, since nothing was chosen by it."""

import argparse
import json
import os
import time

import numpy as np
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC


def svm(options, data):
    gamma = "scale" if options.gamma is None else options.gamma
    model = SVC(kernel=options.kernel, C=options.C, gamma=gamma)
    return model.fit(data["x_train"], data["y_train"])


def knn(options, data):
    model = KNeighborsClassifier(options.neighbors, weights=options.weights)
    return model.fit(data["x_train"], data["y_train"])


def mlp(options, data):
    model = MLPClassifier(
        options.layers, learning_rate_init=options.lr, random_state=options.seed)
    with open(os.path.join(options.out, "metrics.jsonl"), "w") as log:
        for epoch in range(1, options.epochs + 1):
            model.partial_fit(data["x_train"], data["y_train"], classes=np.arange(10))
            val_acc = model.score(data["x_val"], data["y_val"])
            print(f"epoch {epoch}  loss {model.loss_:.4f}  val_acc {val_acc:.4f}", flush=True)
            step = {"step": epoch, "loss": float(model.loss_), "val_acc": float(val_acc)}
            print(json.dumps(step), file=log, flush=True)
    return model


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", required=True, help="folder with digits.npz")
parser.add_argument("--out", required=True, help="folder for result.json")
parser.add_argument("--model", choices=["svm", "mlp", "knn"], required=True)
parser.add_argument("--kernel", default="rbf", help="svm")
parser.add_argument("--C", type=float, default=1.0, help="svm")
parser.add_argument("--gamma", type=float, help="svm with kernel rbf")
parser.add_argument("--layers", type=json.loads, default=[64], help="mlp: a list such as [64,32]")
parser.add_argument("--lr", type=float, default=0.001, help="mlp")
parser.add_argument("--epochs", type=int, default=30, help="mlp")
parser.add_argument("--neighbors", type=int, default=3, help="knn")
parser.add_argument("--weights", default="uniform", help="knn")
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()

with np.load(os.path.join(options.data, "digits.npz")) as file:
    data = dict(file)
start = time.perf_counter()
model = {"svm": svm, "mlp": mlp, "knn": knn}[options.model](options, data)
print(f"fitted in {time.perf_counter() - start:.3f} s")

result = {
    f"{part}_acc": float(model.score(data[f"x_{part}"], data[f"y_{part}"]))
    for part in ("val", "train", "test")
}
print(result)
with open(os.path.join(options.out, "result.json"), "w") as file:
    json.dump(result, file)
