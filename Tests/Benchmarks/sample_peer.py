# The peer of sample.sh: NumPy draws the same 10 parameters, json.dumps prints them.
import json
import sys

import numpy as np

count = int(sys.argv[1])
rng = np.random.default_rng(0)
columns = [rng.uniform(0, 1, count) for _ in range(4)]
columns += [np.exp(rng.uniform(np.log(1e-5), np.log(1e-1), count)) for _ in range(3)]
columns += [rng.integers(1, 1000, count), rng.normal(0, 1, count)]
columns += [rng.choice(["sgd", "adam", "rmsprop"], count)]
names = [f"p{index}" for index in range(10)]
for row in zip(*(column.tolist() for column in columns)):
    sys.stdout.write(json.dumps(dict(zip(names, row))) + "\n")
