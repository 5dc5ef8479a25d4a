# Splot. `make` alone lists what can be made.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
UV := uv==0.13.9
VENV := .venv
BIN := $(VENV)/bin
PYTEST_WORKERS ?= 2
PYTEST_ARGS ?=
BENCH_ARGS ?=
SOAK_ARGS ?=

CATALOGS := $(wildcard translations/*/LC_MESSAGES/*.po)
LINTS := lint-format lint-code lint-types lint-floors lint-house lint-catalogs lint-migrations

# uv is quicker; where it cannot reach the packages that pip is set up for, pip does it
INSTALL = install() { $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python "$$@" || $(BIN)/python -m pip install --quiet "$$@"; }; install

.PHONY: help setup setup-dev assets run run-scaled test coverage lint $(LINTS) format bench pictures soak lock clean distclean \
	i18n-extract i18n-update i18n-compile i18n-check

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- set-up: each step leaves a stamp and is done again only when what it reads has changed ---

setup: $(VENV)/.packages assets $(CATALOGS:.po=.mo) ## environment, packages, front-end assets, catalogs

setup-dev: setup $(VENV)/.dev-packages

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Splot needs Python 3.11 or newer. Install one, or name it: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv is missing. On Debian: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.uv: | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	@touch $@

$(VENV)/.packages: requirements.txt pyproject.toml $(VENV)/.uv
	@echo "Installing the packages"
	@$(INSTALL) --requirement requirements.txt
	@$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/.dev-packages: requirements-dev.txt $(VENV)/.packages
	@echo "Installing the packages for tests and checks"
	@$(INSTALL) --requirement requirements-dev.txt
	@touch $@

assets: $(VENV)/.packages
	@$(BIN)/python frontend/install.py

%.mo: %.po $(VENV)/.packages
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# --- running ---

run: setup ## serve on http://127.0.0.1:8080/, with demo data at the first start
	@$(BIN)/splot serve

run-scaled: ## PostgreSQL, Redis, several web and queue workers: by docker, or on the servers that the environment names
	@if [ -n "$${SPLOT_DATABASE_URL:-}" ] && [ -n "$${SPLOT_REDIS_URL:-}" ]; then \
		$(MAKE) setup && exec $(BIN)/python deploy/run_scaled.py; \
	elif docker compose version >/dev/null 2>&1; then \
		exec docker compose up --build; \
	else \
		echo "There is no docker compose here. Start PostgreSQL and Redis and name them in SPLOT_DATABASE_URL and SPLOT_REDIS_URL." >&2; \
		exit 1; \
	fi

# --- checks ---

test: setup-dev ## every test this machine can run, and what was skipped and why
	@$(BIN)/pytest -n $(PYTEST_WORKERS) --dist loadgroup -rs $(PYTEST_ARGS)

coverage: setup-dev ## the tests, and the lines that they never reach
	@$(BIN)/pytest -n $(PYTEST_WORKERS) --dist loadgroup --cov --cov-report=term $(PYTEST_ARGS)

lint: setup-dev ## formatting, lint, types, floors, house rules, catalogs, migrations
	@$(MAKE) --keep-going $(LINTS)

lint-format:
	@$(BIN)/ruff format --check --quiet .
lint-code:
	@$(BIN)/ruff check --quiet --output-format concise .
lint-types:
	@$(BIN)/mypy
lint-floors:
	@$(BIN)/lint-imports --no-logo
lint-house:
	@$(BIN)/python -m lint.house_rules
lint-catalogs:
	@$(BIN)/splot i18n check
lint-migrations:
	@$(BIN)/splot doctor --migrations

format: setup-dev ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format .

bench: setup-dev ## figures beside their yardstick
	@$(BIN)/python -m bench $(BENCH_ARGS)

pictures: setup-dev ## the pictures of the README, taken from the product with demo data
	@$(BIN)/python -m tests.journeys.pictures

soak: setup-dev ## many users for a long time
	@$(BIN)/python -m bench.soak $(SOAK_ARGS)

# --- languages ---

i18n-extract: setup ## collect the texts
	@$(BIN)/splot i18n extract
i18n-update: i18n-extract ## bring the catalogs up to date
	@$(BIN)/splot i18n update
i18n-compile: setup ## make the catalogs readable for the program
	@$(BIN)/splot i18n compile
i18n-check: setup ## find gaps in the catalogs
	@$(BIN)/splot i18n check

# --- upkeep ---

LOCK_PYTHON := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

lock: $(VENV)/.packages ## newest allowed versions into the lock files, without addresses
	@$(LOCK_PYTHON) requirements.in --output-file requirements.txt
	@$(LOCK_PYTHON) requirements-dev.in --output-file requirements-dev.txt
	@$(BIN)/python frontend/lock.py

clean: ## remove what the checks and the set-up made, except the packages and your data
	@rm -rf .cache .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist htmlcov \
		test-results app/static/vendor $(CATALOGS:.po=.mo)
	@find . -name __pycache__ -not -path './$(VENV)/*' -not -path './node_modules/*' -prune -exec rm -rf {} +

distclean: clean ## as in a fresh clone, except your data
	@rm -rf $(VENV) node_modules *.egg-info
