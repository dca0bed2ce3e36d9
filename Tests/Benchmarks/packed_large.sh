#!/bin/sh
# A million packed runs that are done: gen; make against `ninja -n` on as many edges; status and collate
# against DuckDB reading the same lines.
#
#     packed_large.sh HPMAKE [RUNS]
#
# PYTHON is one that has duckdb 2.0.1, NINJA the path of ninja.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
HPMAKE=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export HPMAKE
runs=${2:-1000000}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" "$here/make_packed.py" "$HPMAKE" "$work" "$runs" 2>/dev/null
cd "$work"

used() { # what bar command..
    what=$1 bar=$2
    shift 2
    /usr/bin/time -f '%e %U %M' -o used "$@" >/dev/null 2>&1 || true
    awk -v what="$what" -v bar="$bar" \
        '{ printf "| %s | %.1f s, %.1f s of CPU, %.0f MB | | | | %s |\n", what, $1, $2, $3 / 1024, bar }' used
}

used "gen of $runs packed runs" "4 s, 150 MB" "$HPMAKE" gen space.json -o Makefile.new
ls -l Makefile | awk '{ printf "| its Makefile | %.2f MB | | | | 5 MB |\n", $5 / 1e6 }'
"$HPMAKE" collate dist >/dev/null 2>&1 || true
if command -v "${NINJA:-ninja}" >/dev/null; then
    {
        printf 'rule r\n  command = touch $out\n'
        awk -v runs="$runs" 'BEGIN { for (i = 1; i <= runs; i++) print "build o/" i ": r" }'
    } >build.ninja
    for word in "" -q; do
        "$here/ratio.py" "make $word of $runs done / ninja -n" "0.02" \
            "make $word HPMAKE='$HPMAKE'" "'${NINJA:-ninja}' -n >/dev/null" 2
    done
    used "its memory" "200 MB" make "HPMAKE=$HPMAKE"
else
    echo "skipped: no ninja"
fi
if "$python" -c 'import duckdb' 2>/dev/null; then
    cat >states.py <<'END'
import duckdb
print(duckdb.sql("""select state, count(*) from read_json('dist/packed/*.jsonl',
    format='newline_delimited', columns={state: 'VARCHAR'}, records=true) group by state"""))
END
    cat >collate.py <<'END'
import duckdb
duckdb.sql("""create table t as select id, params, stages.train.metrics as metrics
    from read_json('dist/packed/*.jsonl', format='newline_delimited', maximum_object_size=10000000,
    columns={id: 'VARCHAR', params: 'STRUCT(lr DOUBLE, hidden INT, dropout DOUBLE, optimizer VARCHAR)',
        stages: 'STRUCT(train STRUCT(metrics STRUCT(val_loss DOUBLE, val_acc DOUBLE, epochs INT)))'})
    order by stages.train.metrics.val_loss""")
duckdb.sql("copy (select id, params.*, metrics.* from t) to 'out.csv'")
duckdb.sql("copy t to 'out.json'")
END
    "$here/ratio.py" "status of $runs / DuckDB" "0.5" "'$HPMAKE' status dist" "'$python' states.py" 3
    "$here/ratio.py" "collate of $runs / DuckDB" "1.5" "'$HPMAKE' collate dist" \
        "'$python' collate.py" 2 "rm -f dist/.hpmake/table"
    used "its memory" "1.5 GB" "$HPMAKE" collate dist
else
    echo "skipped: no duckdb"
fi
