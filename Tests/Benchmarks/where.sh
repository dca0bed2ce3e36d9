#!/bin/sh
# Finds runs among 100,000 collated ones by parameters, metrics and records, against `grep -r` over
# their params.json; both warm.
#
#     where.sh HPMAKE [RUNS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
HPMAKE=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export HPMAKE
runs=${2:-100000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$here/make_dist.py" "$work" "$runs" >/dev/null
cd "$work"
"$HPMAKE" collate dist >/dev/null
peer="grep -rl --include=params.json '\"hidden\": 64,' dist/trained"
compare() { # terms
    python3 "$here/ratio.py" "where $* / grep -r" "1, and 0.5 s" "'$HPMAKE' where dist $*" "$peer" 3
}
compare hidden=64
compare "'val_acc>0.9' hidden=64,32"
compare "state=done 'host~^[a-z]' 'epochs<50'"
