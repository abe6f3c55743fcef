# `make lab` and `make test` set everything up by themselves, once: see the rule for $(READY).
# Another Python for the set-up: make lab PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
# Whatever goes wrong, nothing is installed into the user's own Python.
export PIP_REQUIRE_VIRTUALENV := 1

.PHONY: help lab test build grade demo clean

help:
	@echo "make lab    open the lessons in JupyterLab, in your own copies under work/"
	@echo "make test   run every test"
	@echo "make build  make release/ and solutions/ again from source/"
	@echo "make grade  grade what lies in submitted/, in a sandbox"
	@echo "make demo   play an instructor's day: a class of three, released, graded, with feedback"
	@echo "make clean  remove caches and leftovers; keeps work/ and $(VENV)/"

lab: $(READY)
	@$(VENV)/bin/course lab

# Two workers with one thread each: two with two threads each fight over two cores.
# One file stays on one worker, because nbval's cells share a kernel.
test: $(READY) $(VENV)/.browser
	@$(call system_package,initdb,/usr/lib/postgresql,postgresql,the test of grading into PostgreSQL)
	@OMP_NUM_THREADS=1 $(VENV)/bin/python -m pytest -n 2 --dist loadfile

build: $(READY)
	@$(VENV)/bin/course build

grade: $(READY)
	@$(VENV)/bin/course grade

demo: $(READY)
	@$(VENV)/bin/course demo

clean:
	rm -rf .build-* .pytest_cache .ruff_cache build *.egg-info
	find . -path ./$(VENV) -prune -o -name __pycache__ -exec rm -rf {} +

# Install a Debian package when its program is missing and this user may; else say what to do.
# $(1) program, $(2) another place where it may lie, $(3) package, $(4) who needs it
define system_package
	test "$$(uname)" != Linux || command -v $(1) >/dev/null || test -e $(2) || { $(call apt,$(3)); } || \
	  echo "Not found: $(1), which $(4) needs. On Debian and Ubuntu: sudo apt install $(3)" >&2
endef
define apt
	test "$$(id -u)" = 0 && command -v apt-get >/dev/null && { \
	  apt-get install -y -qq $(1) || { apt-get update -qq && apt-get install -y -qq $(1); }; \
	} >/dev/null 2>&1
endef

# For tests/browser: a browser that is there, Debian's if this user may install it, playwright's own.
$(VENV)/.browser: $(READY)
	@( for name in chromium google-chrome google-chrome-stable "/Applications/Google Chrome.app"; do \
	    command -v "$$name" || test -e "$$name" && exit 0; done; \
	  { $(call apt,chromium); } || $(VENV)/bin/python -m playwright install chromium ) >/dev/null 2>&1 && \
	  touch $@ || echo "Not found: a browser, which tests/browser needs. Install Chrome or chromium." >&2

# A stamp, touched last: a set-up that was stopped halfway goes on where it was.
# An environment that works is kept; one that is broken (its python is then the user's own) or too
# old is made again.
$(READY): requirements.txt pyproject.toml
	@$(VENV)/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)' 2>/dev/null || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Expected Python 3.11 or newer, got: $$($(PYTHON) --version 2>&1 | tail -n 1)." >&2; \
	    echo "Install a newer one, and name it: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }; \
	  $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo "Expected Python's venv module, got none in $$($(PYTHON) --version 2>&1)." >&2; \
	    echo "On Debian and Ubuntu: sudo apt install python3-venv, then run make again." >&2; exit 1; }; \
	  echo "Making $(VENV) with $$($(PYTHON) --version)."; \
	  $(PYTHON) -m venv --clear $(VENV) || exit 1; }
	@echo "Installing what the course needs, once: some minutes, about 6 GB on Linux."
	@{ $(VENV)/bin/python -m pip install --disable-pip-version-check -r requirements.txt && \
	  $(VENV)/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .; } || { \
	    echo "Expected every package to install, got the error above." >&2; \
	    echo "With no network, connect and run make again: what came already is kept." >&2; exit 1; }
	@$(call system_package,bwrap,/usr/bin/bwrap,bubblewrap,grading students' code)
	@touch $@
