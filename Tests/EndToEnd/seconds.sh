#!/usr/bin/env bash
# Edits at random times of runs, on a file system that keeps whole seconds only: none is missed.
# And a file system whose seconds are even ones, without links.
#
# usage: seconds.sh HPMAKE [EDITS], as root, with mkfs.ext2 (and mkfs.vfat)
set -euo pipefail
hpmake=$(realpath "$1")
edits=${2:-40}
work=$(mktemp -d)
export HPMAKE=$hpmake HPMAKE_SLOTS=$work/slots
leave() {
    cd /
    umount "$work"/disk* 2>/dev/null || true
    rm -rf "$work"
}
trap leave EXIT

# A disk image in a folder of its own: name, command that formats it.
disk() {
    local name=$1
    shift
    truncate -s 64M "$work/$name.img"
    "$@" "$work/$name.img" >/dev/null 2>&1 || return 1
    mkdir "$work/disk-$name"
    mount -o loop "$work/$name.img" "$work/disk-$name" 2>/dev/null
}

# Edits while a sweep runs, at any moment of a second; make looks until it has nothing left to do.
edit_at_random() {
    local missed=0 edit
    cat >space.json <<'END'
{"space": {"x": [1, 2, 3]}, "preprocess": {"run": "cat raw >{preprocessed}/raw", "inputs": ["raw"]},
 "stages": {"train": {"run": "cat in lib/* {preprocessed}/raw >{out}/used; sleep 0.{x}", "inputs": ["in", "lib"]},
            "test": {"run": "cat {out}/used >{out}/seen; sleep 0.1", "inputs": ["test.in"]}}}
END
    mkdir -p lib
    for file in raw in lib/a test.in; do echo 0 >$file; done
    "$hpmake" gen space.json -o Makefile
    for ((edit = 1; edit <= edits; edit++)); do
        echo "$edit" >"in"
        sleep 0.$((RANDOM % 10))
        make -j3 >/dev/null 2>&1 &
        sleep 0.$((RANDOM % 6))$((RANDOM % 10))
        case $((edit % 3)) in
        0) file="in" ;;
        1) file=lib/a ;;
        2) file=raw ;;
        esac
        echo "edit $edit" >$file
        wait $! || true
        # Whatever time has passed, make sees it.
        sleep 0.$((RANDOM % 3))
        make -j3 >log 2>&1 || { cat log; exit 1; }
        for used in dist/trained/*/seen; do
            cmp -s <(cat in lib/a raw) "$used" || missed=$((missed + 1))
        done
    done
    [ $missed = 0 ] || { echo "FAILED: of $edits edits $missed runs have missed theirs"; exit 1; }
    # Where it has looked once too often, it comes to rest all the same.
    for round in 1 2 3 4; do
        sleep 3
        make -j3 >/dev/null 2>&1
        ! make -q || return 0
    done
    echo "FAILED: make always finds something to do"
    exit 1
}

if disk ext2 mkfs.ext2 -q -I 128; then
    cd "$work/disk-ext2"
    edit_at_random
    echo "ok: $edits edits on ext2 with whole seconds"
else
    echo "skipped: no ext2 can be mounted here"
fi
if disk fat mkfs.vfat; then
    cd "$work/disk-fat"
    edits=$((edits / 2)) edit_at_random
    echo "ok: $((edits / 2)) edits on FAT"
else
    echo "skipped: no FAT can be mounted here"
fi
