"""Trains a network on scikit-learn's digits up to a number of epochs, from a checkpoint where there is
one, and writes its accuracies to result.json: val_acc chooses the configuration, test_acc is for the
report, since nothing was chosen by it."""

import argparse
import json
import os
import pickle

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--out", required=True, help="folder for the checkpoint and the results")
parser.add_argument("--epochs", type=int, required=True, help="in all, those of the checkpoint included")
parser.add_argument("--layers", type=json.loads, default=[64], help="a list such as [64,32]")
parser.add_argument("--lr", type=float, default=0.001)
parser.add_argument("--alpha", type=float, default=1e-4, help="weight decay")
parser.add_argument("--batch_size", type=int, default=32)
options = parser.parse_args()

x, y = load_digits(return_X_y=True)
x_train, x_rest, y_train, y_rest = train_test_split(
    x / 16, y, test_size=0.4, stratify=y, random_state=1)
x_val, x_test, y_val, y_test = train_test_split(
    x_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=1)

# The lines that resume: what there is of the rung below, or of an attempt that was stopped.
checkpoint = os.path.join(options.out, "checkpoint.pickle")
if os.path.exists(checkpoint):
    with open(checkpoint, "rb") as file:
        model, done = pickle.load(file)
else:
    done = 0
    model = MLPClassifier(
        options.layers, learning_rate_init=options.lr, alpha=options.alpha,
        batch_size=options.batch_size, random_state=1)

for epoch in range(done + 1, options.epochs + 1):
    model.partial_fit(x_train, y_train, classes=np.arange(10))
    step = {
        "epoch": epoch, "loss": float(model.loss_), "val_acc": float(model.score(x_val, y_val))}
    print(f"epoch {epoch}  loss {step['loss']:.4f}  val_acc {step['val_acc']:.4f}", flush=True)
    with open(os.path.join(options.out, "metrics.jsonl"), "a") as log:
        print(json.dumps(step), file=log)
    # At once, so that no half of it is ever found.
    with open(checkpoint + ".new", "wb") as file:
        pickle.dump((model, epoch), file)
    os.replace(checkpoint + ".new", checkpoint)

result = {"val_acc": float(model.score(x_val, y_val)), "test_acc": float(model.score(x_test, y_test))}
print(result)
with open(os.path.join(options.out, "result.json"), "w") as file:
    json.dump(result, file)
