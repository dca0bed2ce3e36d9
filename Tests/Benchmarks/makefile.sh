#!/bin/sh
# What make does with the Makefile of 100,000 runs: `make -n` before anything has run, and a make
# that finds all of them done.
#
#     makefile.sh HPMAKE
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
HPMAKE=$1 python3 "$here/make_dist.py" "$work" 100000 >/dev/null
cd "$work"
row() { # what goal words..
    what=$1
    shift
    /usr/bin/time -f '%e %M' -o time make HPMAKE="$hpmake" "$@" >/dev/null
    awk -v what="$what" '{ printf "| %s | %.1f s, %.0f MB | | | | |\n", what, $1, $2 / 1024 }' time
}
hpmake=$1
mv dist done
row "\`make -n\` on 100,000 runs" -n
mv done dist
# The stamps have to be newer than the mark of the chain, or make would look at every run.
make HPMAKE="$hpmake" "dist/.hpmake/chain-$(sed -n 's/^CHAIN := //p' Makefile)"
find dist/trained -name .train -exec touch {} +
make HPMAKE="$hpmake" >/dev/null
row "\`make\` where 100,000 runs are done" all
