
# ---- From here on the text is the same for every sweep. ------------------------------------------
# The records in the stamps decide what is done: `hpmake explain` says why.

set -u
HPMAKE=${HPMAKE:-hpmake}
folder=$DIST/.hpmake/slurm
logs=$folder/logs
script=./${0##*/}
mode=
only=
submitted=
calls=0

fail() {
    echo "$0: $*" >&2
    exit 1
}

for word in "$@"; do
    case $mode$word in
    --dry-run | --cancel) mode=$word ;;
    ONLY=* | --dry-runONLY=*) only=${word#ONLY=} ;;
    *)
        echo "usage: sh $0 [--dry-run] [ONLY='NAME=VALUE ..'], or sh $0 --cancel" >&2
        exit 2
        ;;
    esac
    # A task is all runs of its pack.
    case $word in ONLY=*) PACK=1 ;; esac
done

hpmake=$(command -v "$HPMAKE") || {
    echo "$0: there is no $HPMAKE on the path: set HPMAKE to the path of hpmake" >&2
    exit 2
}
case $hpmake in /*) ;; *) hpmake=$(pwd -P)/$hpmake ;; esac
HPMAKE=$hpmake

# The folder of the script is that of the sweep, from wherever it is called.
case $0 in */*) CDPATH='' cd -- "${0%/*}/" || exit ;; esac
here=$(pwd -P)
# Slurm takes %j and the like for its own also in the path of the working folder.
case $DIST@$here in
/*) ;;
*%*) logs=$(printf '%s\n' "$here" | sed 's/%/%%/g')/$logs ;;
esac

[ -e "$SPEC" ] || echo "$0: $SPEC is not here: nothing can see whether it has changed" >&2
# Once, or a spec dated in the future would never let it end.
if [ "$mode" != --cancel ] && [ -z "${HPMAKE_REMADE-}" ] &&
    [ -n "$(find "$SPEC" -newer "$script" 2>/dev/null)" ]; then
    if [ "$mode" = --dry-run ]; then
        new=$script.$$
        trap 'rm -f "$new"' EXIT
        trap 'exit 1' HUP INT TERM
        remake "$new" || exit
        HPMAKE_REMADE=1 sh "$new" "$@"
        exit
    fi
    remake "$script" || exit
    HPMAKE_REMADE=1 exec sh "$script" "$@"
fi
unset HPMAKE_REMADE

# Inside of a job, the job's own variables would be taken for options; and people have some that tell
# squeue what to leave out.
for name in $(env | sed -n 's/^\(S[A-Z]*_[A-Za-z0-9_]*\)=.*/\1/p'); do
    case $name in
    SLURM_CONF | SLURM_CLUSTERS) ;;
    SLURM_* | SQUEUE_* | SCANCEL_*) unset "$name" ;;
    esac
done
unset SBATCH_ARRAY_INX SBATCH_WAIT SBATCH_EXPORT

# ask FORMAT [OPTION ..]: what squeue says of our jobs, in $answer. By number, since a name may be one that
# Slurm has another use for; an error, be it with the exit code of success, is no answer. A dry run does
# without one.
ask() {
    format=$1
    shift
    answer=$(squeue -a -h -u "$(id -u)" "$@" -o "$format" 2>&1)
    code=$?
    # Our lines begin with a number, warnings do not.
    others=$(printf '%s\n' "$answer" | grep -v '^[0-9]')
    answer=$(printf '%s\n' "$answer" | grep '^[0-9]')
    case $code$others in
    0*error* | [!0]*)
        printf '%s\n' "$others" >&2
        [ "$mode" = --dry-run ] || fail "squeue does not say what is queued; nothing was submitted"
        echo "$0: squeue does not say what is queued: this is as if nothing were" >&2
        answer=
        is_down=1
        ;;
    esac
}

limit=1001
queue=
is_down=
if command -v sbatch >/dev/null; then
    # One at a time from here on, or two would submit the same. The lock goes when this shell does.
    [ -n "$mode" ] || mkdir -p "$folder" || exit
    if [ "$mode" != --dry-run ] && [ -d "$folder" ]; then
        exec 9>>"$folder/lock" || exit
        "$hpmake" run slurm lock <&9 || exit
    fi
    # Of jobs that are over Slurm tells for some minutes more.
    ask '%F|%K|%T|%r|%Z' -r -t all
    queue=$answer
    # One that is down makes each call wait for long.
    [ -n "$is_down" ] ||
        limit=$(scontrol show config | sed -n 's/^MaxArraySize *= *\([0-9]*\).*/\1/p')
    [ "${limit:-0}" -gt 0 ] || fail "this cluster has no job arrays (MaxArraySize)"
elif [ "$mode" != --dry-run ]; then
    echo "$0: there is no sbatch on the path: call this on a login node of the cluster" >&2
    exit 2
fi

# The ids of our jobs by the script that they run: also of those that `make clean` made us forget.
queued_here() {
    case $folder in /*) own=$folder ;; *) own=$here/$folder ;; esac
    ask '%F %o'
    printf '%s\n' "$answer" | while read -r id command; do
        case $command in "$own"/*/job.sh*) echo "$id" ;; esac
    done
}

if [ "$mode" = --cancel ]; then
    jobs=$(printf '%s\n' "$queue" | "$hpmake" run slurm queued "$DIST") || exit
    forgotten=$(queued_here) || exit
    jobs=$(printf '%s\n' "$jobs" "$forgotten" | sed '/^$/d' | sort -nu)
    [ -n "$jobs" ] || { echo "nothing of this is queued"; exit 0; }
    echo "scancel $jobs" | tr '\n' ' ' | sed 's/ $//'
    echo
    # shellcheck disable=SC2086
    scancel $jobs
    exit
fi

if [ -n "$queue" ] && [ ! -e "$folder/jobs" ]; then
    forgotten=$(queued_here) || exit
    [ -z "$forgotten" ] ||
    fail "jobs are queued that $DIST knows nothing of any more: let them end, or use --cancel"
fi

# Cancels what this call has submitted: a chain without its end would only wait.
stop() {
    trap '' HUP INT TERM
    if [ -n "$submitted" ]; then
        # shellcheck disable=SC2086
        scancel $submitted
        echo "$0: submitted so far, and cancelled again: jobs$submitted" >&2
    else
        echo "$0: nothing was submitted" >&2
    fi
    exit 1
}
trap stop HUP INT TERM

# Prints words as sh takes them.
show() {
    line=
    for word in "$@"; do
        case $word in
        '' | *[!A-Za-z0-9_./:=,%@+-]*)
            word="'$(printf '%s\n' "$word" | sed "s/'/'\\\\''/g")'"
            ;;
        esac
        line="$line $word"
    done
    printf '%s\n' "${line# }"
}

# submit NAME [OPTION ..]: one call of sbatch, for $stages of $layer with $array, $offset and $after. Leaves
# the id of the job in $id. The environment goes along as it is: anything but sbatch's own way of doing
# that starts a login shell for every task.
submit() {
    name=$1${layer:+.$layer}
    shift
    case $array in '') log=$name-%j ;; *) log=%A_%a ;; esac
    set -- sbatch --parsable --job-name="$name" --output="$logs/$log.log" \
        --open-mode=append "$@"
    [ -z "$after" ] || set -- "$@" --dependency="$after" --kill-on-invalid-dep=yes
    [ -z "$array" ] || set -- "$@" --array="$array"
    set -- "$@" --chdir="$here" "$folder/$SWEEP/job.sh" "$hpmake" "$folder/$SWEEP" "$stages" \
        "$offset" "$PACK" ${only:+--only}
    calls=$((calls + 1))
    if [ "$mode" = --dry-run ]; then
        show "$@"
        id=JOB$calls
        return
    fi
    id=$("$@" </dev/null) || {
        echo "$0: sbatch refused this call; its options are those of \"slurm\" in $SPEC:" >&2
        show "$@" >&2
        stop
    }
    # Some sites let sbatch say more than the id.
    said=$id
    id=$(printf '%s\n' "$said" |
        sed -n 's/^\([0-9][0-9]*\)$/\1/p; s/^\([0-9][0-9]*\);.*/\1/p; s/^Submitted batch job \([0-9][0-9]*\).*/\1/p' | tail -n 1)
    [ -n "$id" ] || {
        echo "$0: sbatch names no job: look with squeue for one called $name. It said:" >&2
        printf '%s\n' "$said" >&2
        stop
    }
    submitted="$submitted $id"
    text="$stages${layer:+ of $layer}: job $id"
    [ -z "$array" ] || text="$text, $tasks task$([ "$tasks" = 1 ] || echo s)"
    [ -z "$array" ] || [ "$PACK" = 1 ] || text="$text of up to $PACK runs"
    echo "$text"
    printf '%s\n' "$id $SWEEP $stages $offset $PACK" >>"$folder/jobs"
}

# What is to be submitted, a line for each job: its kind, the offset of its indices, its indices, what it
# waits for, where @1 is the job of the first line, how many tasks it has, and its layer of slots, if any.
set -- "$script" "$SWEEP" "$limit" "$PACK" "$ARRAYS" ${only:+"$only"}
plan=$(printf '%s\n' "$queue" | "$hpmake" run slurm pending "$@") || exit
[ -n "$plan" ] || exit 0
if [ "$mode" != --dry-run ]; then
    printf '%s\n' "$queue" | "$hpmake" run slurm prepare "$script" "$SWEEP" || exit
fi

all=
while read -r kind offset array after tasks layer; do
    case $array in -) array= ;; esac
    case $after in -) after= ;; esac
    resolved=
    while [ -n "$after" ]; do
        case $after in
        *@*)
            rest=${after#*@}
            number=${rest%%[!0-9]*}
            eval "resolved=\$resolved\${after%%@*}\$job_$number"
            after=${rest#"$number"}
            ;;
        *)
            resolved=$resolved$after
            after=
            ;;
        esac
    done
    after=$resolved
    case $kind in
    array_*)
        # The limit holds for all slices of an array together, so one follows the other.
        if [ -n "$THROTTLE" ]; then
            array=$array%$THROTTLE
            eval "before=\${last_$kind-}"
            [ -z "$before" ] || after=${after:+$after,}afterany:$before
        fi
        number=${kind#array_}
        # shellcheck disable=SC2086
        set -- $ARRAYS
        shift $((number - 1))
        stages=$1
        ;;
    collate)
        after=$after$all
        after=${after:+afterany$after}
        stages=collate
        ;;
    *) stages=$kind ;;
    esac
    "$kind" || stop
    all=$all:$id
    eval "job_$calls=\$id last_$kind=\$id"
done <<END
$plan
END
exit

# ---- What hpmake reads: the plan, then a line for each configuration. -----------------------------
