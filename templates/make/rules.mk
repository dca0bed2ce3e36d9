
# ---- From here on the text is the same for every sweep. ------------------------------------------
# make decides where to look, the records in the stamps decide what runs: `hpmake explain` says why.
# Everything of ours is called hpmake.something: make exports no such name, and no one else has it.

HPMAKE ?= hpmake
hpmake.nothing :=
hpmake.blank := $(hpmake.nothing) $(hpmake.nothing)
hpmake.escaped = $(subst $(hpmake.blank),\ ,$1)
hpmake.word = $(subst $(hpmake.blank),+,$1)
define hpmake.newline


endef

# This file as make calls it: the end of the list. A path with blanks is several words of it.
hpmake.path = $(if $(wildcard $(hpmake.escaped)),$1,$(if $(word 2,$1),$(call \
	hpmake.path,$(wordlist 2,$(words $1),$1))))
hpmake.SELF := $(call hpmake.path,$(lastword $(MAKEFILE_LIST)))
ifeq ($(hpmake.SELF),)
hpmake.SELF := $(call hpmake.path,$(strip $(MAKEFILE_LIST)))
endif

# Several of these may be included in one Makefile. What a recipe needs to know of its own sweep, it
# finds by the output folder.
hpmake.SWEEPS := $(hpmake.SWEEPS) $(hpmake.KEY)
ifneq ($(words $(hpmake.SWEEPS)),$(words $(sort $(hpmake.SWEEPS))))
$(error two sweeps have the output folder $(hpmake.DIST): give one of them another "dist")
endif
hpmake.DISTS := $(hpmake.DISTS) $(hpmake.DIST)
hpmake.key.$(hpmake.DIST) := $(hpmake.KEY)
hpmake.self.$(hpmake.DIST) := $(hpmake.SELF)
hpmake.dist = $(if $(word 2,$(hpmake.DISTS)),$(lastword $(sort $(foreach d,$(hpmake.DISTS),$(if \
	$(filter $(patsubst ./%,%,$d)/%,$@),$d)))),$(strip $(hpmake.DISTS)))

# What was given on the command line of make is for hpmake, and not for what it starts.
hpmake.given = $(if $(filter command,$(firstword $(origin $1))),$1)
export HPMAKE_GIVEN := $(strip \
	$(foreach v,HPMAKE LAUNCH FAIL_FAST ONLY BUDGET,$(call hpmake.given,$v)))
ifeq ($(hpmake.SELF),$(strip $(MAKEFILE_LIST)))
$(if $(call hpmake.given,DIST)$(call hpmake.given,SPEC),$(error "dist" in $(hpmake.SPEC) sets the \
	output folder: change it there. DIST= and SPEC= on the command line of make change nothing))
endif

# Looked for by make itself first, which starts no process.
hpmake.program := $(firstword $(HPMAKE))
hpmake.call := $(HPMAKE)
ifeq ($(wildcard $(if $(findstring /,$(hpmake.program)),$(hpmake.program),$(addsuffix \
	/$(hpmake.program),$(subst :, ,$(PATH))))),)
ifeq ($(shell command -v $(hpmake.program) 2>/dev/null),)
hpmake.call := echo "there is no $(hpmake.program) on the path: put its folder there, or say where \
	it is with make HPMAKE=/path/to/hpmake" >&2; exit 2;
endif
endif

hpmake.MARKS := $(hpmake.DIST)/.hpmake
hpmake.later = $(shell { find -L $1 -newer '$2'; find -L $1 -cnewer '$2'; } 2>/dev/null | \
	head -n 1)
hpmake.STALE :=
ifneq ($(hpmake.SELF),)
ifeq ($(MAKE_RESTARTS)$(filter clean,$(MAKECMDGOALS)),)
hpmake.STALE := $(call hpmake.later,$(hpmake.SPEC),$(hpmake.SELF))
endif
endif
hpmake.RUNS := $(if $(hpmake.SLOTS),,$(if $(hpmake.REPEATS),$(foreach c,$(hpmake.CONFIGS),$(addprefix \
	$c/,$(hpmake.REPEATS))),$(hpmake.CONFIGS)))
hpmake.SWEEP_MARK := $(hpmake.MARKS)/sweep-$(hpmake.SWEEP)

# make ONLY='lr<1e-2 model=mlp' does the runs that match. They are chosen once, before anything starts,
# and not where this file will be read again. What it says goes to the shell as it is.
ifneq ($(call hpmake.given,ONLY),)
ifeq ($(hpmake.STALE)$(filter clean,$(MAKECMDGOALS)),)
hpmake.CHOSEN := $(shell $(hpmake.call) run only '$(hpmake.SELF)' $(hpmake.SWEEP_MARK) \
	'$(subst ','\'',$(value ONLY))')
hpmake.SCOPES := $(hpmake.SCOPES) $(firstword $(hpmake.CHOSEN))
# Of several sweeps one may have none that matches.
ifeq ($(hpmake.CHOSEN)$(subst $(hpmake.SELF),,$(strip $(MAKEFILE_LIST))),)
$(error ONLY leaves nothing to do)
endif
hpmake.scope.$(hpmake.DIST) := $(firstword $(hpmake.CHOSEN))
hpmake.CHOSEN_RUNS := $(wordlist 2,$(words $(hpmake.CHOSEN)),$(hpmake.CHOSEN))
hpmake.SLOTS := $(if $(hpmake.SLOTS),$(hpmake.CHOSEN_RUNS))
hpmake.RUNS := $(if $(hpmake.SLOTS),,$(hpmake.CHOSEN_RUNS))
# What is chosen is decided already, and nothing else is looked at for it.
hpmake.GATHERS :=
ifneq ($(hpmake.PACKS),)
# Of packed runs the packs in which any is left to be done, each with the hashes: <pack>+<hash>,<hash>
hpmake.part = $(subst +, ,$1)
$(foreach p,$(hpmake.RUNS),$(eval hpmake.only.$(hpmake.KEY).$(firstword $(call \
	hpmake.part,$p)) := $(lastword $(call hpmake.part,$p))))
hpmake.PACKS := $(foreach p,$(hpmake.RUNS),$(firstword $(call hpmake.part,$p)).only)
hpmake.RUNS :=
endif
endif
endif

# make BUDGET=8h starts nothing after so long.
ifneq ($(call hpmake.given,BUDGET),)
hpmake.unit := $(BUDGET)
$(foreach d,0 1 2 3 4 5 6 7 8 9,$(eval hpmake.unit := $$(subst $d,,$$(hpmake.unit))))
ifeq ($(filter-out $(BUDGET),$(filter s m h d,$(hpmake.unit))),)
$(error BUDGET=$(BUDGET) is no duration: write BUDGET=90s, 15m, 8h or 2d)
endif
endif

# A search by results has slots in place of runs: a slot's file is a link to the stamp of the run in it.
hpmake.SLOT_FILES := $(addprefix $(hpmake.MARKS)/search/,$(hpmake.SLOTS))
hpmake.GATHER_FILES := $(addprefix $(hpmake.MARKS)/search/,$(hpmake.GATHERS))
hpmake.gather = $(if $(hpmake.GATHERS),$(hpmake.MARKS)/search/$1)
hpmake.layer = $(if $(hpmake.GATHERS),$(addprefix $(hpmake.MARKS)/search/,$(filter $1.%,$(hpmake.SLOTS))))
hpmake.RUN_FILES := $(patsubst %,$(hpmake.DIST)/trained/%/.$(hpmake.LAST),$(hpmake.RUNS))
# Of packed runs one target is a pack: the stamp that says that all of it is done.
hpmake.PACK_FILES := $(patsubst %.only.done,%.only,$(patsubst \
	%,$(hpmake.DIST)/packed/%.done,$(hpmake.PACKS)))
hpmake.TARGETS := $(strip $(hpmake.SLOT_FILES) $(hpmake.RUN_FILES) $(hpmake.PACK_FILES))

MAKEFLAGS += -r
.SUFFIXES:
.PHONY: all preprocess collate report status clean hpmake.force hpmake.touch
# An interrupted make must not remove the stamp of a run that was done before.
.PRECIOUS: $(hpmake.TARGETS) $(hpmake.GATHER_FILES)

all: collate
preprocess: $(if $(hpmake.PREPROCESS),$(hpmake.DIST)/.preprocessed)
# Of some runs only, make -q has nothing to tell of the others.
hpmake.END := $(if $(and $(findstring q,$(firstword -$(MAKEFLAGS))),$(hpmake.scope.$(hpmake.DIST))),$(hpmake.TARGETS),$(hpmake.DIST)/.only)
collate: $(if $(call hpmake.given,ONLY),$(hpmake.END),$(hpmake.DIST)/.collated)

# A mark is named after a hash of what was asked for: when that changes, the new mark is missing,
# and once made it is newer than the stamps.
hpmake.CHAIN_MARK := $(hpmake.MARKS)/chain-$(hpmake.CHAIN)
hpmake.PREPROCESS_MARK := $(hpmake.MARKS)/preprocess-$(hpmake.PREPROCESS)

# Inputs that are there, and lead somewhere; a missing one fails its stage and not all of make. What
# the dates of files do not tell (what is inside a folder or meant by a pattern, an older file in the
# place of another, a missing one) is looked for through a mark, which is made anew where names and
# dates are not those that it holds.
hpmake.paths = $(foreach i,$1,$(if $(findstring *,$i)$(findstring ?,$i),,$i))
hpmake.there = $(foreach i,$(wildcard $(hpmake.paths)),$(if $(realpath $i),$i))
hpmake.files = $(filter-out $(patsubst %/.,%,$(wildcard $(addsuffix /.,$1))),$(hpmake.there))
hpmake.later = $(shell { find -L $1 -newer '$2'; find -L $1 -cnewer '$2'; } 2>/dev/null | \
	head -n 1)
hpmake.quoted = $(foreach i,$1,'$i')
hpmake.look = $(shell { $(hpmake.call) run look $2 $(hpmake.quoted); } 2>/dev/null)
hpmake.changed = $(if $1,$(if $(filter same,$(if $(wildcard $2),$(hpmake.look))),,hpmake.force))
hpmake.inputs = $(hpmake.files) $(if $1,$2)
hpmake.CHAIN_LOOK := $(hpmake.MARKS)/inputs-chain
hpmake.PREPROCESS_LOOK := $(hpmake.MARKS)/inputs-preprocess

hpmake.looked :=
$(hpmake.CHAIN_LOOK): hpmake.looked := $(hpmake.CHAIN_INPUTS)
$(hpmake.PREPROCESS_LOOK): hpmake.looked := $(hpmake.PREPROCESS_INPUTS)
$(hpmake.CHAIN_LOOK): $(call hpmake.changed,$(hpmake.CHAIN_INPUTS),$(hpmake.CHAIN_LOOK))
$(hpmake.PREPROCESS_LOOK): \
	$(call hpmake.changed,$(hpmake.PREPROCESS_INPUTS),$(hpmake.PREPROCESS_LOOK))
hpmake.SEARCH_MARK := $(if $(hpmake.SEARCH),$(hpmake.MARKS)/draws-$(hpmake.SEARCH))
$(hpmake.CHAIN_MARK) $(hpmake.PREPROCESS_MARK) $(hpmake.SWEEP_MARK) $(hpmake.SEARCH_MARK) \
		$(hpmake.CHAIN_LOOK) $(hpmake.PREPROCESS_LOOK):
	@$(hpmake.call) run mark $@ $(call hpmake.quoted,$(hpmake.looked))

$(hpmake.DIST)/hparams.json: $(hpmake.SWEEP_MARK)
	@$(hpmake.call) run hparams $(hpmake.dist) '$(hpmake.self.$(hpmake.dist))'

$(hpmake.DIST)/.preprocessed: $(hpmake.PREPROCESS_MARK) \
		$(call hpmake.inputs,$(hpmake.PREPROCESS_INPUTS),$(hpmake.PREPROCESS_LOOK)) \
		| $(hpmake.DIST)/hparams.json
	@$(hpmake.call) run preprocess $(hpmake.dist)

# One target a run, so that the first run is finished before the last has begun. A failed run says
# so and is no error here, or collate would never run; goals without collate have to be told.
hpmake.STRICT := $(if $(filter-out all collate report,$(MAKECMDGOALS)),--strict)
hpmake.BEFORE := $(hpmake.CHAIN_MARK) $(if $(hpmake.PREPROCESS),$(hpmake.DIST)/.preprocessed)
hpmake.hash = $(lastword $(subst -, ,$(firstword $(subst /, ,$*))))
hpmake.values = $(hpmake.$(hpmake.key.$(hpmake.dist)).$(hpmake.hash))

$(hpmake.RUN_FILES): $(hpmake.DIST)/trained/%/.$(hpmake.LAST): \
		$(addprefix $(hpmake.DIST)/trained/%/.,$(hpmake.EARLIER)) $(hpmake.BEFORE) \
		$(call hpmake.inputs,$(hpmake.CHAIN_INPUTS),$(hpmake.CHAIN_LOOK)) \
		| $(hpmake.DIST)/hparams.json
	@$(hpmake.call) run chain $(hpmake.dist) $* '$(hpmake.values)' $(hpmake.STRICT)

# Which run is in a slot is decided when it starts: known from the beginning, drawn, or promoted by what
# the layer before it has come to, once all of that has run.
hpmake.slot = $(hpmake.$(hpmake.key.$(hpmake.dist)).$(firstword $(subst @, ,$*)))
$(hpmake.SLOT_FILES): $(hpmake.MARKS)/search/%: $(hpmake.BEFORE) $(hpmake.SEARCH_MARK) \
		$(call hpmake.inputs,$(hpmake.CHAIN_INPUTS),$(hpmake.CHAIN_LOOK)) \
		| $(hpmake.DIST)/hparams.json
	@$(hpmake.call) run slot $(hpmake.dist) $* $(if $(hpmake.slot),'$(hpmake.slot)') \
		$(hpmake.STRICT)
$(hpmake.GATHER_FILES): $(hpmake.MARKS)/search/%: $(hpmake.SWEEP_MARK) | $(hpmake.DIST)/hparams.json
	@$(hpmake.call) run promote $(hpmake.dist) $*

# One target a pack, whose runs follow one another in one process.
hpmake.pack = $(firstword $(subst -, ,$(notdir $(basename $@))))
$(hpmake.PACK_FILES): $(hpmake.BEFORE) $(call hpmake.inputs,$(hpmake.CHAIN_INPUTS),$(hpmake.CHAIN_LOOK)) \
		| $(hpmake.DIST)/hparams.json
	@$(hpmake.call) run pack $(hpmake.dist) $@ \
		$(hpmake.only.$(hpmake.key.$(hpmake.dist)).$(hpmake.pack)) $(hpmake.STRICT)

# Where the stamp of an earlier stage is gone, the run is looked at again.
$(foreach s,$(hpmake.EARLIER),$(patsubst %,$(hpmake.DIST)/trained/%/.$s,$(hpmake.RUNS))): ;

# What it writes is looked for as well: somebody may have removed it.
hpmake.COLLATED := $(wildcard $(addprefix $(hpmake.DIST)/,collated.json results.csv))

$(hpmake.DIST)/.collated: $(hpmake.TARGETS) $(hpmake.SWEEP_MARK) \
		$(if $(word 2,$(hpmake.COLLATED)),,hpmake.force) | $(hpmake.DIST)/hparams.json
	@$(hpmake.call) collate $(hpmake.dist)

ifneq ($(call hpmake.given,ONLY),)
.PHONY: $(hpmake.DIST)/.only
$(hpmake.DIST)/.only $(hpmake.TARGETS): export HPMAKE_SCOPE := $(hpmake.scope.$(hpmake.DIST))
$(hpmake.DIST)/.only: $(hpmake.TARGETS) | $(if $(hpmake.scope.$(hpmake.DIST)),$(hpmake.DIST)/hparams.json)
	@$(if $(HPMAKE_SCOPE),$(hpmake.call) run rest $(hpmake.dist) $(HPMAKE_SCOPE),$(if $(strip \
		$(hpmake.SCOPES)),true,echo "ONLY leaves nothing to do" >&2; exit 2))
endif

report: $(hpmake.DIST)/hparams.json

# A stamp is a record, which make -t would only give another date.
ifneq ($(findstring t,$(firstword -$(MAKEFLAGS))),)
$(hpmake.CHAIN_MARK) $(hpmake.PREPROCESS_MARK) $(hpmake.SWEEP_MARK) $(hpmake.SEARCH_MARK) \
	$(hpmake.CHAIN_LOOK) $(hpmake.PREPROCESS_LOOK) $(hpmake.DIST)/hparams.json: hpmake.touch
endif

# For all sweeps of this make together.
ifeq ($(words $(hpmake.SWEEPS)),1)
hpmake.touch:
	+@echo "make -t makes no run done: see hpmake accept" >&2; exit 2

report:
	$(foreach d,$(hpmake.DISTS),@$(hpmake.call) report $d$(hpmake.newline))

status:
	$(foreach d,$(hpmake.DISTS),@$(hpmake.call) status $d$(hpmake.newline))

clean:
	@rm -rf $(foreach d,$(hpmake.DISTS),$(addprefix $d/,preprocessed .preprocessed* preprocess.log* \
		trained .trained packed hparams.json collated.json results.csv best best.txt .collated report.html \
		.hpmake .try))
	@for d in $(hpmake.DISTS); do if [ -d $$d ]; then rmdir $$d 2>/dev/null || true; fi; done
endif

ifneq ($(filter clean,$(MAKECMDGOALS)),)
ifneq ($(filter-out clean,$(MAKECMDGOALS)),)
$(error clean removes what the other goals make: say "make clean" alone)
endif
$(if $(call hpmake.given,ONLY)$(call hpmake.given,BUDGET),$(error clean removes all, at once: it takes \
	neither ONLY nor BUDGET))
else ifeq ($(hpmake.SELF),)
$(warning $(strip $(MAKEFILE_LIST)) is not found: nothing can see whether $(hpmake.SPEC) has changed)
else ifeq ($(MAKE_RESTARTS),)
# Once a make and not once a round: with a spec dated in the future it would never end.
$(if $(wildcard $(hpmake.SPEC)),,$(warning $(hpmake.SPEC) is not here: nothing can see whether it \
	has changed))
ifdef KATI
$(if $(hpmake.STALE),$(warning $(hpmake.SPEC) is newer than $(hpmake.SELF), which this make does \
	not make anew: call $(HPMAKE) gen $(hpmake.GEN) -o $(hpmake.SELF)))
endif
hpmake.gen.$(call hpmake.word,$(hpmake.SELF)) := $(hpmake.GEN)
$(call hpmake.escaped,$(hpmake.SELF)): $(wildcard $(hpmake.SPEC)) $(if $(hpmake.STALE),hpmake.force)
	@$(hpmake.call) gen $(hpmake.gen.$(call hpmake.word,$@)) -o '$@'
endif
