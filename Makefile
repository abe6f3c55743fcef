# `make lab` and `make test` set everything up on their first run: see the rule for $(READY).
# To use another Python: make lab PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
# The same range as requires-python in pyproject.toml.
RANGE := (3, 11) <= sys.version_info < (3, 15)
# Whatever goes wrong, nothing is installed into the user's own Python.
export PIP_REQUIRE_VIRTUALENV := 1

.PHONY: help lab test build grade demo site clean

help:
	@echo "make lab    open the lessons in JupyterLab, in your own copies under work/"
	@echo "make test   run every test"
	@echo "make build  rebuild release/ and solutions/ from source/"
	@echo "make grade  grade the notebooks in submitted/, in a sandbox"
	@echo "make demo   try an instructor's day: release, grade and give feedback to a class of three"
	@echo "make site   make web pages of the lessons, the guides and the API, in site/"
	@echo "make clean  remove caches and leftovers; keeps work/ and $(VENV)/"

lab: $(READY)
	@$(VENV)/bin/course lab

# Two workers with one thread each; with more threads they compete for two cores.
# Each file stays on one worker, because nbval's cells share a kernel. Files start in the order in
# which pytest finds them, and the longest, in tests/browser and tests/notebooks, are found first.
test: $(READY) $(VENV)/.browser $(VENV)/.site
	@$(call system_package,initdb,/usr/lib/postgresql,postgresql,the test that grades into PostgreSQL)
	@OMP_NUM_THREADS=1 $(VENV)/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

build: $(READY)
	@$(VENV)/bin/course build

grade: $(READY)
	@$(VENV)/bin/course grade

demo: $(READY)
	@$(VENV)/bin/course demo

site: $(READY) $(VENV)/.site
	@$(VENV)/bin/python tools/make_site.py site

clean:
	rm -rf site .build-* .pytest_cache .ruff_cache build *.egg-info
	find . -path ./$(VENV) -prune -o -name __pycache__ -exec rm -rf {} +

# If a program is missing, install its Debian package if this user may, or say what to do.
# $(1) program, $(2) another path where it may be, $(3) package, $(4) what needs it
define system_package
	test "$$(uname)" != Linux || command -v $(1) >/dev/null || test -e $(2) || { $(call apt,$(3)); } || \
	  echo "Not found: $(1), needed for $(4). On Debian and Ubuntu: sudo apt install $(3)" >&2
endef
define apt
	test "$$(id -u)" = 0 && command -v apt-get >/dev/null && { \
	  apt-get install -y -qq $(1) || { apt-get update -qq && apt-get install -y -qq $(1); }; \
	} >/dev/null 2>&1
endef

# For tests/browser: an installed browser, or Debian's if this user may install it, or playwright's.
$(VENV)/.browser: $(READY)
	@( for name in chromium google-chrome google-chrome-stable "/Applications/Google Chrome.app"; do \
	    command -v "$$name" || test -e "$$name" && exit 0; done; \
	  { $(call apt,chromium); } || $(VENV)/bin/python -m playwright install chromium ) >/dev/null 2>&1 && \
	  touch $@ || echo "Not found: a browser, needed for tests/browser. Install Chrome or Chromium." >&2

# What the pages need is no part of everybody's environment. The pins keep their versions.
$(VENV)/.site: $(READY)
	@docs=$$($(VENV)/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["docs"])') && \
	  $(VENV)/bin/python -m pip install --disable-pip-version-check -q -c requirements.txt $$docs && \
	  touch $@ || echo "Not installed: what makes the site. Its tests are skipped." >&2

# A stamp, touched last: a set-up that was interrupted continues on the next run.
# A working environment is kept. It is made again if its Python is out of range, or if it is broken
# (then its python may be the user's own).
$(READY): requirements.txt pyproject.toml
	@$(VENV)/bin/python -c 'import sys, pip; sys.exit(not $(RANGE) or sys.prefix == sys.base_prefix)' 2>/dev/null || { \
	  $(PYTHON) -c 'import sys; sys.exit(not $(RANGE))' 2>/dev/null || { \
	    echo "Expected Python 3.11 to 3.14, got: $$($(PYTHON) --version 2>&1 | tail -n 1)." >&2; \
	    echo "Install one of these and name it: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }; \
	  $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo "Expected Python's venv module; it is missing from $$($(PYTHON) --version 2>&1)." >&2; \
	    echo "On Debian and Ubuntu: sudo apt install python3-venv, then run make again." >&2; exit 1; }; \
	  echo "Making $(VENV) with $$($(PYTHON) --version)."; \
	  $(PYTHON) -m venv --clear $(VENV) || exit 1; }
	@echo "Installing what the course needs. This happens once: a few minutes, about 6 GB on Linux."
	@{ $(VENV)/bin/python -m pip install --disable-pip-version-check -r requirements.txt && \
	  $(VENV)/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .; } || { \
	    echo "Expected every package to install, got the error above." >&2; \
	    echo "If you are offline, connect and run make again: finished downloads are kept." >&2; exit 1; }
	@$(call system_package,bwrap,/usr/bin/bwrap,bubblewrap,grading students' code)
	@touch $@
