# The peer of gen.sh: the bare loop that people write to print a grid of 100,000 configurations.
import itertools

tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
whole = list(range(1, 11))
for values in itertools.product(tenths, tenths, whole, whole, "abcdefghij"):
    print(values)
