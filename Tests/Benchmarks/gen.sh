#!/bin/sh
# Compiles a grid of 100,000 configurations, against a bare Python loop that prints it.
#
#     gen.sh HPMAKE
set -eu
here=$(cd "$(dirname "$0")" && pwd)
hpmake=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here"
python3 ratio.py "compile 100,000 configurations / Python loop" "1" "'$hpmake' gen gen.json" \
    "python3 gen_peer.py" 15
/usr/bin/time -f %M -o "$work/memory" "$hpmake" gen gen.json >"$work/Makefile"
awk '{ printf "| its memory | %.0f MB | | | | 150 MB |\n", $1 / 1024 }' "$work/memory"
wc -c <"$work/Makefile" | awk '{ printf "| its Makefile | %.1f MB | | | | 10 MB |\n", $1 / 1e6 }'
