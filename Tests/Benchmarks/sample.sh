#!/bin/sh
# Prints 1,000,000 random samples of 10 parameters, against NumPy and json.dumps; then compiles them.
#
#     sample.sh HPMAKE [SAMPLES]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
hpmake=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
count=${2:-1000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here"
python3 ratio.py "sample $count x 10 / NumPy and json.dumps" "1" \
    "'$hpmake' sample sample.json --samples $count" "python3 sample_peer.py $count" 3
for command in sample gen; do
    /usr/bin/time -f '%e %M' -o "$work/time" "$hpmake" $command sample.json --samples "$count" \
        >/dev/null
    awk -v command=$command '{
        printf "| %s of as many, its memory | %.1f s, %.0f MB | | | | 1000 MB |\n", command, $1, $2 / 1024
    }' "$work/time"
done
