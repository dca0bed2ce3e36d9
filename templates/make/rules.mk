
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

# Inputs that exist; a missing one fails its stage and not all of make. What is inside a folder is
# looked at through a mark that is made anew when something in there is newer.
folders = $(patsubst %/.,%,$(wildcard $(addsuffix /.,$1)))
files = $(filter-out $(folders),$(wildcard $1))
newer = $(if $(folders),$(shell find -L $(folders) -newer $2 2>/dev/null | head -n 1))
inputs = $(files) $(if $(folders),$2)
CHAIN_FOLDERS := $(MARKS)/folders-chain
PREPROCESS_FOLDERS := $(MARKS)/folders-preprocess

$(CHAIN_FOLDERS): $(if $(call newer,$(CHAIN_INPUTS),$(CHAIN_FOLDERS)),FORCE)
$(PREPROCESS_FOLDERS): $(if $(call newer,$(PREPROCESS_INPUTS),$(PREPROCESS_FOLDERS)),FORCE)
$(CHAIN_MARK) $(PREPROCESS_MARK) $(SWEEP_MARK) $(CHAIN_FOLDERS) $(PREPROCESS_FOLDERS):
	@$(HPMAKE) run mark $@

$(DIST)/hparams.json: $(SWEEP_MARK)
	@$(HPMAKE) run hparams $(SELF)

$(DIST)/.preprocessed: $(PREPROCESS_MARK) $(call inputs,$(PREPROCESS_INPUTS),$(PREPROCESS_FOLDERS)) \
		| $(DIST)/hparams.json
	@$(HPMAKE) run preprocess

# One target a run, so that the first run is finished before the last has begun. A failed run says
# so and is no error here, or collate would never run; goals without collate have to be told.
STRICT := $(if $(filter-out all collate report,$(MAKECMDGOALS)),--strict)
BEFORE := $(CHAIN_MARK) $(if $(PREPROCESS),$(DIST)/.preprocessed)
values = $($(lastword $(subst -, ,$(firstword $(subst /, ,$*)))))

$(TARGETS): $(DIST)/trained/%/.$(LAST): \
		$(BEFORE) $(call inputs,$(CHAIN_INPUTS),$(CHAIN_FOLDERS)) | $(DIST)/hparams.json
	@$(HPMAKE) run chain $* '$(values)' $(STRICT)

$(DIST)/.collated: $(TARGETS) $(SWEEP_MARK) | $(DIST)/hparams.json
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
$(SELF): $(wildcard $(SPEC))
	@$(HPMAKE) gen $(GEN) -o $(SELF)
endif

clean:
	@rm -rf $(addprefix $(DIST)/,preprocessed .preprocessed preprocess.log* trained .trained \
		hparams.json collated.json results.csv best .collated report.html .hpmake)
	@if [ -d $(DIST) ]; then rmdir $(DIST) 2>/dev/null || true; fi
