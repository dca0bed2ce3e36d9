#!/bin/sh
# A job of hpmake: sbatch job.sh HPMAKE FOLDER STAGES OFFSET PACK [--only]. Slurm runs a copy of this file.
# What runs takes the place of this shell, so that it gets the signals that Slurm sends.

HPMAKE=$1 HPMAKE_FOLDER=$2 HPMAKE_STAGES=$3 offset=$4 pack=$5
export HPMAKE HPMAKE_FOLDER HPMAKE_STAGES
: "${HPMAKE_GRACE:=25}"
export HPMAKE_GRACE
# Of a make that has called the script of the submission.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

case $HPMAKE_STAGES in
preprocess | collate) exec "$HPMAKE" run slurm "$HPMAKE_STAGES" "$HPMAKE_FOLDER" ;;
esac
task=$((offset + SLURM_ARRAY_TASK_ID))
if [ "$pack" -eq 1 ]; then
    exec "$HPMAKE" run slurm task "$HPMAKE_FOLDER" "$HPMAKE_STAGES" "$task" ${6:+"$6"}
fi

# The GPUs of this job are for all runs in it.
HPMAKE_SLOTS=${TMPDIR:-/tmp}/hpmake-slots-$SLURM_JOB_ID
HPMAKE_RUNS=
run=$((task * pack))
while [ "$run" -lt $((task * pack + pack)) ]; do
    HPMAKE_RUNS="$HPMAKE_RUNS $run"
    run=$((run + 1))
done
export HPMAKE_SLOTS HPMAKE_RUNS
make -rk -j"${SLURM_CPUS_PER_TASK:-1}" -f - <<'END' &
.PHONY: all $(HPMAKE_RUNS)
all: $(HPMAKE_RUNS)
$(HPMAKE_RUNS):
	@exec "$$HPMAKE" run slurm task "$$HPMAKE_FOLDER" "$$HPMAKE_STAGES" $@ --packed
END
make=$!
# make passes on nothing but TERM, and only to what it has started itself, so the recipe has `exec`.
trap 'kill -TERM $make' TERM INT
wait "$make"
code=$?
while kill -0 "$make" 2>/dev/null; do
    wait "$make"
    code=$?
done
rm -rf "$HPMAKE_SLOTS"
exit "$code"
