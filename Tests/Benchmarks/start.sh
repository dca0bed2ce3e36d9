#!/bin/sh
# What it takes to start the program, against another build of it, such as the one before a change:
# start.sh HPMAKE PEER. Two hundred starts each, in turn.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
many() { echo "n=0; while [ \$n -lt 200 ]; do '$1' --version >/dev/null; n=\$((n + 1)); done"; }
python3 "$here/ratio.py" "200 starts / another build" "1.02" "$(many "$1")" "$(many "$2")" 9
