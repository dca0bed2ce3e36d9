#!/bin/sh
# Collates 100,000 results with all outputs, against `find | xargs cat` over the files of results and
# records; both warm. Then the same once collated, and with changed results.
#
#     collate.sh HPMAKE [RUNS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
HPMAKE=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export HPMAKE
runs=${2:-100000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$here/make_dist.py" "$work" "$runs" >/dev/null
cd "$work"
collate="'$HPMAKE' collate dist"
cat='find dist/trained "(" -name result.json -o -name .train ")" -print0 | xargs -0 cat'
python3 "$here/ratio.py" "collate $runs results / find, cat" "2" "$collate" "$cat" 5 \
    "rm -f dist/.hpmake/table"
rm -f dist/.hpmake/table
/usr/bin/time -f %M -o memory "$HPMAKE" collate dist >/dev/null
awk '{ printf "| its memory | %.0f MB | | | | 300 MB |\n", $1 / 1024 }' memory
python3 "$here/ratio.py" "collate them again / find, cat" "2" "$collate" "$cat"
/usr/bin/time -f %M -o memory "$HPMAKE" collate dist >/dev/null
awk '{ printf "| its memory | %.0f MB | | | | 300 MB |\n", $1 / 1024 }' memory
