#!/bin/sh
# What a sweep of 100,000 runs that are done takes: collate with all outputs, against `find | xargs cat`
# over the files of results and records; where, against `grep -r` over the files of parameters; make.
# All warm.
#
#     large.sh HPMAKE [RUNS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
HPMAKE=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export HPMAKE
runs=${2:-100000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$here/make_dist.py" "$work" "$runs" >/dev/null
cd "$work"

used() { # what bar command..
    what=$1 bar=$2
    shift 2
    /usr/bin/time -f '%e %M' -o used "$@" >/dev/null
    awk -v what="$what" -v bar="$bar" \
        '{ printf "| %s | %.1f s, %.0f MB | | | | %s |\n", what, $1, $2 / 1024, bar }' used
}

collate="'$HPMAKE' collate dist"
cat='find dist/trained "(" -name result.json -o -name .train ")" -print0 | xargs -0 cat'
python3 "$here/ratio.py" "collate $runs results / find, cat" "2" "$collate" "$cat" 5 \
    "rm -f dist/.hpmake/table"
rm -f dist/.hpmake/table
used "its memory" "300 MB" "$HPMAKE" collate dist
python3 "$here/ratio.py" "collate them again / find, cat" "2" "$collate" "$cat"

grep="grep -rl --include=params.json '\"hidden\": 64,' dist/trained"
find_runs() { # terms
    python3 "$here/ratio.py" "where $* / grep -r" "1, and 0.5 s" "'$HPMAKE' where dist $*" "$grep" 3
}
find_runs hidden=64
find_runs "'val_acc>0.9' hidden=64,32"
find_runs "state=done 'host~^[a-z]' 'epochs<50'"

mv dist done
used "\`make -n\` where $runs runs are missing" "" make HPMAKE="$HPMAKE" -n
mv done dist
# The stamps have to be newer than the mark of the chain, or make would look at every run.
make HPMAKE="$HPMAKE" "dist/.hpmake/chain-$(sed -n 's/^hpmake.CHAIN := //p' Makefile)"
find dist/trained -name .train -exec touch {} +
make HPMAKE="$HPMAKE" >/dev/null
used "\`make\` where $runs runs are done" "" make HPMAKE="$HPMAKE"
