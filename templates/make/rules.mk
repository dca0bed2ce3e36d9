
# ---- From here on the text is the same for every sweep. ------------------------------------------
# make decides where to look, the records in the stamps decide what runs: `hpmake explain` says why.

HPMAKE ?= hpmake
SELF := $(lastword $(MAKEFILE_LIST))
MARKS := $(DIST)/.hpmake
RUNS := $(if $(REPEATS),$(foreach c,$(CONFIGS),$(addprefix $c/,$(REPEATS))),$(CONFIGS))
TARGETS := $(patsubst %,$(DIST)/trained/%/.$(LAST),$(RUNS))

MAKEFLAGS += -r
.SUFFIXES:
.PHONY: all preprocess collate report status clean FORCE
# An interrupted make must not remove the stamp of a run that was done before.
.PRECIOUS: $(TARGETS)

all: collate
preprocess: $(if $(PREPROCESS),$(DIST)/.preprocessed)
collate: $(DIST)/.collated

# A mark is named after a hash of what was asked for: when that changes, the new mark is missing,
# and once made it is newer than the stamps.
CHAIN_MARK := $(MARKS)/chain-$(CHAIN)
PREPROCESS_MARK := $(MARKS)/preprocess-$(PREPROCESS)
SWEEP_MARK := $(MARKS)/sweep-$(SWEEP)

# Inputs that are there, and lead somewhere; a missing one fails its stage and not all of make. What
# the dates of files do not tell (what is inside a folder, an older file in the place of another, a
# missing one) is looked for through a mark, which is made anew where there may be a change.
there = $(foreach i,$(wildcard $1),$(if $(realpath $i),$i))
files = $(filter-out $(patsubst %/.,%,$(wildcard $(addsuffix /.,$1))),$(there))
later = $(shell { find -L $1 -newer $2; find -L $1 -cnewer $2; } 2>/dev/null | head -n 1)
changed = $(if $(filter-out $(there),$1)$(if $(there),$(call later,$(there),$2)),FORCE)
inputs = $(files) $(if $1,$2)
CHAIN_LOOK := $(MARKS)/inputs-chain
PREPROCESS_LOOK := $(MARKS)/inputs-preprocess

$(CHAIN_LOOK): $(call changed,$(CHAIN_INPUTS),$(CHAIN_LOOK))
$(PREPROCESS_LOOK): $(call changed,$(PREPROCESS_INPUTS),$(PREPROCESS_LOOK))
$(CHAIN_MARK) $(PREPROCESS_MARK) $(SWEEP_MARK) $(CHAIN_LOOK) $(PREPROCESS_LOOK):
	@$(HPMAKE) run mark $@

$(DIST)/hparams.json: $(SWEEP_MARK)
	@$(HPMAKE) run hparams $(SELF)

$(DIST)/.preprocessed: $(PREPROCESS_MARK) $(call inputs,$(PREPROCESS_INPUTS),$(PREPROCESS_LOOK)) \
		| $(DIST)/hparams.json
	@$(HPMAKE) run preprocess

# One target a run, so that the first run is finished before the last has begun. A failed run says
# so and is no error here, or collate would never run; goals without collate have to be told.
STRICT := $(if $(filter-out all collate report,$(MAKECMDGOALS)),--strict)
BEFORE := $(CHAIN_MARK) $(if $(PREPROCESS),$(DIST)/.preprocessed)
values = $($(lastword $(subst -, ,$(firstword $(subst /, ,$*)))))

$(TARGETS): $(DIST)/trained/%/.$(LAST): \
		$(addprefix $(DIST)/trained/%/.,$(EARLIER)) \
		$(BEFORE) $(call inputs,$(CHAIN_INPUTS),$(CHAIN_LOOK)) | $(DIST)/hparams.json
	@$(HPMAKE) run chain $* '$(values)' $(STRICT)

# Where the stamp of an earlier stage is gone, the run is looked at again.
$(foreach s,$(EARLIER),$(patsubst %,$(DIST)/trained/%/.$s,$(RUNS))): ;

# What it writes is looked for as well: somebody may have removed it.
COLLATED := $(wildcard $(DIST)/collated.json $(DIST)/results.csv)

$(DIST)/.collated: $(TARGETS) $(SWEEP_MARK) $(if $(word 2,$(COLLATED)),,FORCE) | $(DIST)/hparams.json
	@$(HPMAKE) collate $(DIST)

report: $(DIST)/hparams.json
	@$(HPMAKE) report $(DIST)

status:
	@$(HPMAKE) status $(DIST)

ifneq ($(filter clean,$(MAKECMDGOALS)),)
ifneq ($(filter-out clean,$(MAKECMDGOALS)),)
$(error clean removes what the other goals make: say "make clean" alone)
endif
else ifeq ($(MAKE_RESTARTS),)
# Once a make and not once a round: with a spec dated in the future it would never end.
$(if $(wildcard $(SPEC)),,$(warning $(SPEC) is not here: nothing can see whether it has changed))
$(SELF): $(wildcard $(SPEC)) $(if $(call later,$(SPEC),$(SELF)),FORCE)
	@$(HPMAKE) gen $(GEN) -o $(SELF)
endif

clean:
	@rm -rf $(addprefix $(DIST)/,preprocessed .preprocessed preprocess.log* trained .trained \
		hparams.json collated.json results.csv best .collated report.html .hpmake)
	@if [ -d $(DIST) ]; then rmdir $(DIST) 2>/dev/null || true; fi
