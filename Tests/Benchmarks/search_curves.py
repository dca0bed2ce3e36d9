#!/usr/bin/env python3
"""Writes search_curves.npz: real learning curves, of an MLP on scikit-learn's digits with a tenth of the labels
wrong, the validation loss after each of 27 epochs, for a grid of 864 configurations. Takes some 70 seconds.

    search_curves.py        (needs NumPy and scikit-learn)
"""
import itertools
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np
from sklearn.datasets import load_digits

RATES, DECAYS = np.geomspace(1e-3, 3.0, 9), np.geomspace(1e-5, 1e-1, 4)
WIDTHS, BATCHES, MOMENTA, EPOCHS = [8, 16, 32, 64], [16, 64, 256], [0.0, 0.9], 27


def digits():
    images, labels = load_digits(return_X_y=True)
    images = (images / 16.0).astype(np.float32)
    order = np.random.RandomState(0).permutation(len(images))
    images, labels = images[order], labels[order]
    wrong = np.random.RandomState(1).rand(len(labels)) < 0.10
    labels = np.where(wrong, np.random.RandomState(2).randint(0, 10, len(labels)), labels)
    return images[:700], labels[:700], images[700:], labels[700:]


def curve(data, rate, decay, width, batch, momentum, seed):
    images, labels, others, truth = data
    targets = np.eye(10, dtype=np.float32)[labels]
    random = np.random.RandomState(seed)
    rate, decay, momentum = np.float32(rate), np.float32(decay), np.float32(momentum)
    weights = [(random.randn(64, width) * np.sqrt(2 / 64)).astype(np.float32),
               np.zeros(width, np.float32),
               (random.randn(width, 10) * np.sqrt(1 / width)).astype(np.float32),
               np.zeros(10, np.float32)]
    speeds, losses = [np.zeros_like(weight) for weight in weights], []
    with np.errstate(all="ignore"):
        for _ in range(EPOCHS):
            order = random.permutation(len(images))
            for start in range(0, len(order), batch):
                part = order[start:start + batch]
                x, target = images[part], targets[part]
                before = x @ weights[0] + weights[1]
                hidden = np.maximum(before, 0)
                scores = hidden @ weights[2] + weights[3]
                scores -= scores.max(1, keepdims=True)
                shares = np.exp(scores)
                shares /= shares.sum(1, keepdims=True)
                error = (shares - target) / len(x)
                back = error @ weights[2].T
                back[before <= 0] = 0
                gradients = (x.T @ back + decay * weights[0], back.sum(0),
                             hidden.T @ error + decay * weights[2], error.sum(0))
                for index, gradient in enumerate(gradients):
                    speeds[index] = momentum * speeds[index] - rate * gradient
                    weights[index] = weights[index] + speeds[index]
            scores = np.maximum(others @ weights[0] + weights[1], 0) @ weights[2] + weights[3]
            scores -= scores.max(1, keepdims=True)
            loss = -(scores[np.arange(len(truth)), truth] - np.log(np.exp(scores).sum(1))).mean()
            losses.append(float(loss) if np.isfinite(loss) and loss < 1e3 else np.nan)
            if not np.isfinite(losses[-1]):
                return losses + [np.nan] * (EPOCHS - len(losses))
    return losses


def main():
    axes = (RATES, DECAYS, WIDTHS, BATCHES, MOMENTA)
    loss, data = np.empty([len(axis) for axis in axes] + [EPOCHS]), digits()
    for place in itertools.product(*(range(len(axis)) for axis in axes)):
        values = [axis[index] for axis, index in zip(axes, place)]
        loss[place] = curve(data, *values, seed=hash(place) % 2 ** 31)
    folder = os.path.dirname(os.path.abspath(__file__))
    np.savez_compressed(os.path.join(folder, "search_curves.npz"), loss=loss, kinds="ooook",
                        names=["lr", "wd", "hidden", "batch", "momentum"])


if __name__ == "__main__":
    main()
