#!/bin/sh
# 1,600 trivial jobs, four at a time: hpmake with log, record, lock and result against other runners.
#
#     jobs.sh HPMAKE
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$1" "$work/hpmake"
cd "$work"
PATH=$work:$PATH
seq 1600 >numbers

cat >space.json <<'EOF'
{
  "space": { "i": { "arange": [1, 1601, 1] } },
  "stages": { "train": "echo {{\"x\": {i}} >{out}/result.json" }
}
EOF
sed -i 's/{{\\"x\\": {i}}/{i}/' space.json
hpmake gen space.json >Makefile

mkdir hand
{
    printf 'all:'
    for i in $(cat numbers); do printf ' o/%s' "$i"; done
    printf '\no/%%:\n\techo $* >$@.json && touch $@\n'
} >hand/Makefile
{
    printf 'rule r\n  command = echo $i >$out.json && touch $out\n'
    for i in $(cat numbers); do printf 'build o/%s: r\n  i = %s\n' "$i" "$i"; done
} >build.ninja

ours='make -j4'
clean='rm -rf dist o hand/o .ninja_*; mkdir o hand/o'
peer() { # name bar command
    "$here/ratio.py" "1,600 jobs against $1" "$2" "$ours" "$3" 5 "$clean"
}
if command -v ninja >/dev/null; then
    peer "ninja, \`cmd && touch\`" "1.0" 'ninja -j4'
else
    echo "skipped: no ninja"
fi
if command -v parallel >/dev/null; then
    peer "GNU parallel --joblog" "0.5" \
        'parallel -j4 --joblog o/log "echo {} >o/{}.json" <numbers'
else
    echo "skipped: no GNU parallel"
fi
peer "xargs -P4, \`sh -c\`" "" "xargs -P4 -I% sh -c 'echo % >o/%.json' <numbers"
peer "a Makefile by hand, \`cmd && touch\`" "" 'make -s -j4 -C hand'
