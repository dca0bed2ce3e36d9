#!/usr/bin/env bash
# Stops the Slurm that up.sh has started in a folder, and nothing else: jobs first, then the daemons by
# their pid files, each checked for its name.
#
# usage: down.sh FOLDER
set -uo pipefail
# Who is interrupted still has to clean up.
trap "" HUP INT TERM
folder=$1
export SLURM_CONF=$folder/etc/slurm.conf
[ -d "$folder/run" ] || exit 0

is() { # PID NAME
    [ -n "$1" ] && [ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ] &&
        ! grep -qs '^State:[[:space:]]*[ZX]' "/proc/$1/status"
}

stop() { # FILE NAME
    local pid
    pid=$(cat "$1" 2>/dev/null)
    is "$pid" "$2" && kill -TERM "$pid"
    for _ in $(seq 50); do
        is "$pid" "$2" || return 0
        sleep 0.1
    done
    kill -KILL "$pid"
}

if timeout 5 scontrol ping >/dev/null 2>&1; then
    timeout 10 scancel --quiet --state=PENDING
    timeout 10 scancel --quiet --signal=KILL --full
    timeout 10 scancel --quiet
    for _ in $(seq 40); do
        [ -n "$(timeout 5 squeue -h -o %T 2>/dev/null)" ] || break
        sleep 0.25
    done
fi 2>/dev/null
stop "$folder/run/slurmctld.pid" slurmctld
for file in "$folder"/run/slurmd.*.pid; do
    [ ! -e "$file" ] || stop "$file" slurmd
done
# Steps that outlived their slurmd.
for process in /proc/[0-9]*; do
    is "${process#/proc/}" slurmstepd || continue
    case $(readlink "$process/cwd" 2>/dev/null) in
    "$folder" | "$folder"/*) kill -KILL "${process#/proc/}" ;;
    esac
done
stop "$folder/run/slurmdbd.pid" slurmdbd
stop "$folder/run/mariadbd.pid" mariadbd
stop "$folder/run/munged.pid" munged
