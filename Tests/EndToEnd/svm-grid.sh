#!/bin/sh
# Tunes LIBSVM on its own heart_scale over 110 points of C and gamma, by the line that svm-train
# prints, and compares the best with that of LIBSVM's own svm-grid.
#
#     svm-grid.sh HPMAKE HEART_SCALE
set -eu
hpmake=$1 data=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$hpmake" "$work/hpmake"
cp "$data" "$work/heart_scale"
cd "$work"
PATH=$work:$PATH

powers() { # start stop step: powers of two, as JSON
    awk -v a="$1" -v b="$2" -v s="$3" 'BEGIN {
        for (e = a; (b - e) * s >= 0; e += s) { printf "%s%.17g", c, 2 ^ e; c = ", " } }'
}
cat >space.json <<EOF
{
  "space": { "c": [$(powers -5 15 2)], "gamma": [$(powers 3 -15 -2)] },
  "stages": {
    "train": { "run": "svm-train -v 5 -c {c} -g {gamma} heart_scale", "inputs": ["heart_scale"] }
  },
  "metrics": {
    "rate": { "stage": "train", "pattern": "Cross Validation Accuracy = ([0-9.]+)%" }
  },
  "objective": { "maximize": "rate" }
}
EOF
hpmake gen space.json >Makefile
make -j"$(getconf _NPROCESSORS_ONLN)" >make.log || { cat make.log; exit 1; }

# Its last line: "C gamma rate" of the best.
svm-grid -svmtrain "$(command -v svm-train)" -gnuplot null -out null heart_scale >grid.log
best=$(tail -n 1 grid.log)
awk -F, -v best="$best" '
    { sub(/\r$/, "") }
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    { n++; rate = $column["rate"]; if (rate > top) { top = rate }
      split(best, grid, " ")
      if ($column["c"] + 0 == grid[1] + 0 && $column["gamma"] + 0 == grid[2] + 0) same = rate }
    END {
        split(best, grid, " ")
        printf "svm-grid: C=%s gamma=%s rate=%s; hpmake: %d points, best rate %s, %s there\n",
            grid[1], grid[2], grid[3], n, top, same
        if (n != 110 || top + 0 != grid[3] + 0 || same + 0 != top + 0) {
            print "FAIL: not the same best"
            exit 1
        }
        print "1 passed, 0 failed"
    }' dist/results.csv
