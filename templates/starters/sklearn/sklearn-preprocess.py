"""Splits scikit-learn's digits into 60 % to train on, 20 % to choose by and 20 % to test, and
standardises them by the training rows."""

import argparse
import os

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--out", required=True, help="folder for digits.npz")
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()

x, y = load_digits(return_X_y=True)
x_train, x_rest, y_train, y_rest = train_test_split(
    x, y, test_size=0.4, stratify=y, random_state=options.seed)
x_val, x_test, y_val, y_test = train_test_split(
    x_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=options.seed)

scaler = StandardScaler().fit(x_train)
np.savez(
    os.path.join(options.out, "digits.npz"),
    x_train=scaler.transform(x_train), y_train=y_train,
    x_val=scaler.transform(x_val), y_val=y_val,
    x_test=scaler.transform(x_test), y_test=y_test)
print(f"{len(y_train)} digits to train on, {len(y_val)} to choose by, {len(y_test)} to test")
