#!/bin/sh
# 20,000 trivial jobs in packs, four at a time, with log, record, lock and result, against ninja running
# `cmd && touch`; in memory, and on disk. How many files there are for how many runs.
#
#     packed_jobs.sh HPMAKE [RUNS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
runs=${2:-20000}
command -v ninja >/dev/null || {
    echo "skipped: no ninja"
    exit 0
}
HPMAKE=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")

measure() { # where folder bar
    work=$(mktemp -d "$2/packed.XXXXXX")
    (
        cd "$work"
        ln -s "$HPMAKE" hpmake
        PATH=$work:$PATH
        cat >space.json <<END
{
  "space": { "i": { "arange": [1, $((runs + 1)), 1] } },
  "stages": { "train": "echo {i} >{out}/result.json" },
  "layout": { "packed": true }
}
END
        hpmake gen space.json >Makefile
        {
            printf 'rule r\n  command = echo $i >$out.json && touch $out\n'
            for i in $(seq "$runs"); do printf 'build o/%s: r\n  i = %s\n' "$i" "$i"; done
        } >build.ninja
        # What has just been removed slows down whoever makes files next, on ext4 for minutes.
        "$here/ratio.py" "$runs jobs in packs $1 / ninja" "$3" 'make -j4' 'ninja -j4' 3 \
            'mkdir -p o old; mv dist o .ninja_* "$(mktemp -d old/XXXXXX)" 2>/dev/null; mkdir o'
        make -j4 >/dev/null
        find dist -type f | wc -l |
            awk -v runs="$runs" '{ printf "| runs for one file | %.0f | | | | 50 |\n", runs / $1 }'
    )
    rm -rf "$work"
}

trap 'rm -rf "$work"' EXIT
if [ -d /dev/shm ] && [ -w /dev/shm ]; then measure "in memory" /dev/shm 0.5; fi
measure "on disk" "${TMPDIR_ON_DISK:-/var/tmp}" 0.6
