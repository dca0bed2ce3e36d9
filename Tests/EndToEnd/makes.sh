#!/usr/bin/env bash
# One sweep, with a preprocessing, two stages, repeats and a run that fails, under a make with its options:
# the same runs, the same results, and nothing left to do afterwards.
#
# usage: makes.sh HPMAKE MAKE ..
set -euo pipefail
hpmake=$(realpath "$1")
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HPMAKE=$hpmake HPMAKE_SLOTS=$work/slots
unset MAKEFLAGS MFLAGS MAKELEVEL

fail() {
    echo "FAILED: $*" >&2
    cat log >&2
    exit 1
}

try() { # MAKE [OPTION ..]
    rm -rf "$work/sweep"
    mkdir "$work/sweep"
    cd "$work/sweep"
    cat >space.json <<'END'
{"space": {"x": {"arange": [0, 20, 1]}, "text": ["it's $HOME", "#%\\ 🎉"]}, "repeat": {"seed": [1, 2]},
 "preprocess": {"run": "echo pre >>started; cat raw >{preprocessed}/raw", "inputs": ["raw"]},
 "resources": {"gpu": [0, 1, 2]},
 "stages": {"train": {"run": "echo train >>started; printf %s {text} >{out}/text; test {x} -ne 7 || test -e fixed; echo '{\"loss\": {x}{seed}}' >{out}/result.json",
                      "needs": {"gpu": 1}, "inputs": ["lib", "missing*"]},
            "test": "echo test >>started; cat {out}/result.json"},
 "objective": {"minimize": "loss"}}
END
    sed -i 's/, "missing\*"//' space.json
    mkdir lib
    echo 1 | tee raw lib/a >/dev/null
    "$hpmake" gen space.json -o Makefile 2>log || fail "$*: gen"
    "$@" -n >log 2>&1 || fail "$*: -n"
    [ ! -e dist ] || fail "$*: -n writes"
    ! "$@" >log 2>&1 || fail "$*: a failure is no success"
    [ "$(sort started | uniq -c | tr -s '\n ' ' ')" = " 1 pre 76 test 80 train " ] || fail "$*: $(sort started | uniq -c)"
    : >started
    touch fixed
    "$@" >log 2>&1 || fail "$*: again"
    [ "$(sort started | uniq -c | tr -s '\n ' ' ')" = " 4 test 4 train " ] || fail "$*: again $(sort started | uniq -c)"
    "$@" -q >log 2>&1 || fail "$*: -q"
    # A changed spec is compiled; a changed input is seen.
    : >started
    sed -i 's/0, 20, 1/0, 21, 1/' space.json
    "$@" >log 2>&1 || fail "$*: a changed spec"
    [ "$(sort started | uniq -c | tr -s '\n ' ' ')" = " 4 test 4 train " ] || fail "$*: new $(sort started | uniq -c)"
    : >started
    echo 2 >lib/a
    "$@" >log 2>&1 || fail "$*: a changed input"
    [ "$(grep -c train started)" = 84 ] || fail "$*: changed $(sort started | uniq -c)"
    "$@" -q >log 2>&1 || fail "$*: -q in the end"
    "$@" clean >log 2>&1 || fail "$*: clean"
    [ ! -e dist ] || fail "$*: clean leaves $(find dist)"
}

for make in "$@"; do
    version=$("$make" --version | sed -n '1s/GNU Make //p')
    options=("-j4" "-j1" "-j4 -k" "-j4 -O" "-j4 -r -R" "-j4 --no-print-directory -s" "-j4 --warn-undefined-variables")
    case $version in
    4.4*) options+=("-j4 --shuffle" "-j4 --shuffle=reverse -O" "-j4 --jobserver-style=pipe") ;;
    esac
    for words in "${options[@]}"; do
        # shellcheck disable=SC2086
        try "$make" $words
    done
    echo "ok: GNU make $version with ${#options[@]} sets of options"
done
