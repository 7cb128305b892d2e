# For developers. Needs python3 (3.11 or newer), python3-venv and make; uv only for `make lock`.
# Another Python: PYTHON=python3.12 make setup

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?=
WORKERS ?= auto

# Written when everything is installed, so that a second call installs nothing. A Python that is asked for by name has
# a stamp of its own: asking for another one sets up anew.
STAMP := $(VENV)/.set-up$(if $(PYTHON),-$(notdir $(PYTHON)))
# There while an installation runs: what was broken off is begun again from nothing.
UNFINISHED := $(VENV)/.unfinished

# What cannot be fetched is given up soon.
NPM_QUIETLY := --silent --no-audit --no-fund --fetch-retries=1 --fetch-retry-mintimeout=1000 \
	--fetch-retry-maxtimeout=3000 --fetch-timeout=20000

.PHONY: help setup demo test coverage test-slow test-wheel test-e2e check check-static bench bench-fetch bench-million catalogues lock picture recording wheel browser-tools clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP)  ## the environment in .venv

$(STAMP): requirements-dev.txt pyproject.toml
	@python="$(or $(PYTHON),python3)"; \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "curate needs Python 3.11 or newer; name one: PYTHON=python3.12 make setup" >&2; exit 1; }; \
	if [ -n "$(PYTHON)" ] || [ -e $(UNFINISHED) ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		mkdir -p $(VENV) && touch $(UNFINISHED); \
		echo "Making $(VENV) with $$("$$python" --version)"; \
		"$$python" -m venv --clear $(VENV) \
			|| { echo "Could not make $(VENV). On Debian: apt install python3-venv" >&2; exit 1; }; \
	fi
	@touch $(UNFINISHED)
	@echo "Installing what requirements-dev.txt names"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.set-up* $(UNFINISHED)
	@touch $(VENV)/.set-up $@

demo: $(STAMP)  ## the whole way on sample sources, offline
	@$(BIN)/curate demo

test: $(STAMP)  ## the tests, in less than three minutes on two cores
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

coverage: $(STAMP)  ## the tests once more, with the floor under their coverage: to watch every line takes twice as long
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=

test-slow: $(STAMP)  ## those that take more than a few seconds each: whole roads, kills, memory, damage
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m slow
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "hypothesis and not slow" --hypothesis-profile=many

test-wheel: $(STAMP)  ## build the package, install it elsewhere and use it there (needs a package index)
	@$(BIN)/python -m pytest -m wheel

test-e2e: $(STAMP)  ## publishing against real servers, installed in .e2e (needs npm; php-cli and php-sqlite3 for WordPress)
	@mkdir -p .e2e
	@npm install $(NPM_QUIETLY) --prefix .e2e @atproto/pds@0.4.217 @did-plc/server@0.0.1 \
		@wp-playground/wordpress-builds@0.9.19 \
		|| echo "Bluesky's server and WordPress could not be fetched: their tests skip, where they are not in .e2e already"
	@test -x .e2e/mastodon/bin/mastodon_mock || { $(BIN)/python -m venv .e2e/mastodon \
		&& .e2e/mastodon/bin/python -m pip install -qq --disable-pip-version-check mastodon-mock==0.6.1; } \
		|| echo "mastodon-mock could not be fetched: its test skips"
	@$(BIN)/python -m pytest -m e2e

check: check-static coverage test-slow  ## everything that must hold before a commit goes out

check-static: $(STAMP)  ## format, lint, types, import layers, catalogues
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python tools/catalogues.py check

bench: $(STAMP)  ## the benchmarks
	@for name in start_up reading full_text fuzz_feed sameness ranking tags; do \
		echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; \
	done

bench-million: $(STAMP)  ## a million items: the commands one waits for, and enrichment, into docs/benchmarks.md (half an hour)
	@$(BIN)/python -m benchmarks.enriching --out
	@$(BIN)/python -m benchmarks.million --out

bench-fetch: $(STAMP)  ## fetching beside other feed readers, into docs/benchmarks.md (Linux; installs reader; minutes)
	@$(BIN)/python -m benchmarks.fetch --out docs/benchmarks.md

catalogues: $(STAMP)  ## bring the catalogues in step with the sentences in the code, and compile them
	@$(BIN)/python tools/catalogues.py update
	@$(BIN)/python tools/catalogues.py compile

lock:  ## choose the newest dependencies that fit pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	uv lock --upgrade
	uv export --quiet --frozen --no-emit-project -o requirements-dev.txt
	uv export --quiet --frozen --no-emit-project --no-dev -o requirements.txt

picture: $(STAMP)  ## the picture of a terminal in the README
	@$(BIN)/python tools/picture.py

recording: $(STAMP)  ## the review in the guides, played in a terminal (Linux, macOS)
	@$(BIN)/python -m tests.recording

wheel: $(STAMP)  ## the package, in dist/
	@$(BIN)/python -m build --no-isolation --wheel

# Tries pages for who sees, hears or moves otherwise (tests/axe.py); without it those tests skip and say so.
AXE := 4.14.1
AXE_SHA256 := 29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c

browser-tools:  ## what tests of pages use beside Chromium, into build/ (needs npm)
	@command -v npm >/dev/null || { echo "make browser-tools needs npm: https://nodejs.org/" >&2; exit 1; }
	@npm install $(NPM_QUIETLY) --no-save --no-package-lock --ignore-scripts --prefix build axe-core@$(AXE)
	@printf '%s  %s\n' $(AXE_SHA256) build/node_modules/axe-core/axe.min.js | sha256sum -c --quiet

clean:  ## away with all that can be made again; data/ stays
	rm -rf $(VENV) build dist .coverage .coverage.* htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .e2e
	find curate tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
