"""Writes Fixtures/: what the tests of Numerics compare with. Needs mpmath, NumPy and SciPy.

Doubles are written as their bits in hexadecimal. The functions' lines are the arguments, the double
nearest to the exact value, and how far the exact value lies above it, in units of its last place: so
errors can be told far below half a unit. Deterministic: running it again changes nothing.
"""

import random
import struct
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import mpmath as mp
import numpy as np
from scipy.stats import qmc

mp.mp.prec = 200
folder = Path(__file__).parent / "Fixtures"
rng = random.Random(4)
uniform = rng.uniform


def bits(x: float) -> str:
    return "%x" % struct.unpack("<Q", struct.pack("<d", x))[0]


def fnv1a(words) -> int:
    h = 0xCBF29CE484222325
    for word in words:
        for byte in int(word).to_bytes(8, "little"):
            h = (h ^ byte) * 0x100000001B3 % 2**64
    return h


def write(name: str, lines) -> None:
    (folder / name).write_text("".join(line + "\n" for line in lines))


def function(name: str, exact, arguments) -> None:
    lines = []
    for xs in arguments:
        y = exact(*map(mp.mpf, xs))
        exponent = max(mp.frexp(y)[1] - 53, -1074)
        units = mp.ldexp(y, -exponent)
        nearest = mp.nint(units)
        double = float(mp.ldexp(nearest, exponent))
        lines.append(" ".join([*map(bits, xs), bits(double), "%.4f" % (units - nearest)]))
    write(name, lines)


def quantile(u):
    z = -mp.sqrt(-2 * mp.log(min(u, 1 - u))) * (1 if u < 0.5 else -1) / 1.2
    step = mp.mpf(1)
    while abs(step) > abs(z) * mp.mpf(2) ** -150:
        # Halley's method on log(Phi) of the smaller tail, which converges from far away.
        sign = -1 if u < 0.5 else 1
        tail, target = mp.erfc(sign * z / mp.sqrt(2)) / 2, min(u, 1 - u)
        step = sign * (mp.log(tail) - mp.log(target)) * tail / mp.npdf(z)
        z += step
        if abs(z) < mp.mpf(2) ** -60 and u == 0.5:
            return mp.mpf(0)
    return z


def sign() -> int:
    return rng.choice([-1, 1])


function(
    "exp.txt",
    mp.exp,
    [(uniform(-708, 709.7),) for _ in range(300)]
    + [(uniform(-1, 1),) for _ in range(200)]
    + [(sign() * 2 ** uniform(-60, 0),) for _ in range(100)]
    + [(uniform(-745.1, -708.4),) for _ in range(100)],
)
function(
    "log.txt",
    mp.log,
    [(2 ** uniform(-1022, 1024),) for _ in range(200)]
    + [(2 ** uniform(-1074, -1022),) for _ in range(50)]
    + [(uniform(0.5, 2),) for _ in range(300)]
    + [(1 + sign() * 2 ** uniform(-52, -3),) for _ in range(150)],
)
function(
    "pow.txt",
    mp.power,
    [(2 ** uniform(-20, 20), uniform(-30, 30)) for _ in range(200)]
    + [(2 ** uniform(-1074, 1024), uniform(-0.94, 0.94)) for _ in range(150)]
    + [(1 + sign() * 2 ** uniform(-52, -30), 2 ** uniform(20, 30)) for _ in range(100)]
    + [(float(b), rng.randint(-20, 20) / 2) for b in (2, 3, 10) for _ in range(20)],
)
function(
    "quantile.txt",
    quantile,
    [(uniform(0.001, 0.999),) for _ in range(250)]
    + [(2 ** uniform(-53, -1),) for _ in range(100)]
    + [(1 - 2 ** uniform(-52, -1),) for _ in range(100)]
    + [(2 ** uniform(-1074, -53),) for _ in range(50)],
)


def short() -> str:
    """A decimal such as people write."""
    digits = rng.randint(1, rng.choice([2, 3, 5]))
    return repr(float(f"{sign() * rng.randint(1, 10**digits)}e{rng.randint(-6, 2)}"))


def long() -> str:
    return repr(uniform(-1, 1) * 10.0 ** rng.randint(-30, 30))


def nearest(q: Fraction) -> str:
    return bits(q.numerator / q.denominator)  # Python's division of integers rounds correctly


lines = []
for k in range(600):
    a, b = (short(), short()) if k % 3 else (long(), long())
    n = rng.choice([3, 4, 5, 7, 10, 11, 101, 1000, 999983])
    i = rng.randrange(1, n - 1)
    x, y = Fraction(Decimal(a)), Fraction(Decimal(b))
    ends = f"{bits(float(a))} {bits(float(b))}"
    lines.append(f"linear {ends} {n} {i} {nearest((x * (n - 1 - i) + y * i) / (n - 1))}")
    lines.append(f"arithmetic {ends} {n} {i} {nearest(x + y * i)}")
    p, q = abs(Fraction(Decimal(a))), abs(Fraction(Decimal(b)))
    exact = mp.exp(
        (mp.log(mp.mpf(p.numerator) / p.denominator) * (n - 1 - i)
         + mp.log(mp.mpf(q.numerator) / q.denominator) * i) / (n - 1))
    ends = f"{bits(float(abs(p)))} {bits(float(abs(q)))}"
    lines.append(f"geometric {ends} {n} {i} {bits(float(exact))}")
write("spacing.txt", lines)

lines = []
for k in range(300):
    a, b, s = (short(), short(), short()) if k % 4 else (long(), long(), short())
    x, y, step = (Fraction(Decimal(v)) for v in (a, b, s))
    if k % 2:  # a stop that is a point itself
        y = x + step * rng.randint(0, 2000)
        if Fraction(Decimal(repr(float(y)))) != y:
            continue
        b = repr(float(y))
    count = max(0, -((x - y) // step))
    if count < 2**52:
        lines.append(" ".join([*(bits(float(v)) for v in (a, b, s)), str(count)]))
write("counts.txt", lines)

# Sobol': per dimension the FNV-1a hash of the first 1,000 points (as 64-bit fractions, bytes from the
# lowest), and the point 0xAAAAAAAAAAAAAAAA, which takes in every direction number.
dimensions = 256
engine = qmc.Sobol(dimensions, scramble=False, bits=64)
directions = engine._sv.astype(np.uint64)
with np.errstate(all="ignore"):
    points = (qmc.Sobol(dimensions, scramble=False).random(1000) * 2.0**30).astype(np.uint64) << np.uint64(34)
gray = 0xAAAAAAAAAAAAAAAA ^ 0xAAAAAAAAAAAAAAAA >> 1
far = np.bitwise_xor.reduce([directions[:, j] for j in range(64) if gray >> j & 1])
write("sobol.txt", [f"{fnv1a(points[:, d]):x} {int(far[d]):x}" for d in range(dimensions)])

# The same points of eight dimensions to look at, in 1024ths.
write(
    "sobol-first.txt",
    [" ".join(str(int(v) >> 54) for v in row) for row in points[:, [0, 1, 2, 3, 10, 31, 63, 255]]],
)

rng = random.Random(5)
function(
    "share.txt",
    mp.ncdf,
    [(rng.uniform(-4, 4),) for _ in range(200)]
    + [(rng.uniform(-37.4, -3),) for _ in range(200)]
    + [(-(2 ** rng.uniform(-40, 0)),) for _ in range(50)],
)

discrepancies = [
    qmc.discrepancy(qmc.Sobol(8, scramble=True, seed=seed).random(1024), method="CD")
    for seed in range(20)
]
print("median centred discrepancy of SciPy's scrambled Sobol:", np.median(discrepancies))
print("of plain Sobol:", qmc.discrepancy(qmc.Sobol(8, scramble=False).random(1024), method="CD"))
