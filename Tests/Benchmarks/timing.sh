# What the benchmarks share; sourced by them. `hpmake` is the release build unless HPMAKE says other.
here=$(cd "$(dirname "$0")" && pwd)
hpmake=${HPMAKE:-$here/../../.build/release/hpmake}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Seconds and MB of a command whose output goes to $work/out, appended as a line to $work/NAME.
measure() {
    name=$1
    shift
    /usr/bin/time -f '%e %M' -o "$work/time" "$@" > "$work/out"
    awk '{ printf "%s %.0f\n", $1, $2 / 1024 }' "$work/time" >> "$work/$name"
}

# The lower middle of the seconds, and the largest of the MB.
seconds() { sort -n "$work/$1" | awk '{ s[NR] = $1 } END { print s[int((NR + 1) / 2)] }'; }
megabytes() { awk '$2 > m { m = $2 } END { print m }' "$work/$1"; }

# A line of the table: what, hpmake's seconds, the peer's, their ratio, hpmake's MB.
row() {
    printf '%-44s %8s s %8s s   ratio %.2f   %s MB\n' "$1" "$(seconds "$2")" "$(seconds "$3")" \
        "$(awk "BEGIN { print $(seconds "$2") / $(seconds "$3") }")" "$(megabytes "$2")"
}
