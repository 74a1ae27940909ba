# Two commands matter: `make run` and `make test`. `make help` lists the others.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Each worker runs whole test files on a PostgreSQL of its own; WORKERS=0 runs them in one process. They wait more than
# they work, so three keep two processors busy. The tests start the program in many processes, each of which would
# compile all of it anew where the surroundings forbid to keep the bytecode. Files go in their own order: with those
# of many tests first, files of one long test would be left to one worker at the end.
WORKERS ?= 3
PIP := $(BIN)/pip --disable-pip-version-check --quiet
# Lock files name no package index, so that every machine installs from its own.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links

.PHONY: help run test lint install bench screenshots messages lock clean
.DEFAULT_GOAL := help

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# A database that somebody names is never given the illustrative log.
run: $(VENV)/run.stamp ## Start the service on 127.0.0.1:8000 (PORT, DATA_DIR, DATABASE_URL override)
	@exec $(BIN)/infitah serve $(if $(DATABASE_URL),,--illustrative)

install: $(VENV)/dev.stamp ## Install everything, tools included, into .venv

test: $(VENV)/dev.stamp ## Run every test on a private PostgreSQL, then measure the branches of domain/
	@rm -f .coverage .coverage.*
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-report= $(TESTS)
	@echo "Branch coverage of domain/ (95 % or more):"
	@$(BIN)/coverage report --include='domain/*' --fail-under=95

lint: $(VENV)/dev.stamp ## Check style, types, the direction of imports and the container files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/hadolint docker/Dockerfile
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker/compose.yaml

bench: $(VENV)/dev.stamp ## Measure the speed, printed as ratios
	@$(BIN)/python -m benchmarks

screenshots: $(VENV)/dev.stamp ## Take the main pages anew into docs/screenshots, in Arabic and French
	@$(BIN)/python -m tests.browser.screenshots

messages: $(VENV)/dev.stamp ## Put the messages of the templates into the catalogues
	@$(BIN)/python -m tests.web.messages

lock: $(VENV)/dev.stamp ## Choose the newest allowed versions anew (the .in files)
	@$(COMPILE) --upgrade requirements.in requirements-build.in -o requirements.lock
	@$(COMPILE) --upgrade requirements-dev.in -c requirements.lock -o requirements-dev.lock

clean: ## Remove what the commands made, the data of `make run` excepted
	@rm -rf $(VENV) build *.egg-info .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache tests/access/provider/node_modules tests/browser/validity/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian parts the venv module from Python; without ensurepip a venv comes out broken and silent about why.
$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "infitah needs Python 3.11 or newer; $(PYTHON) is missing or older. On Debian 12: apt install python3 python3-venv, or name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "infitah needs Python's venv module. On Debian: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

# Hashes are required, so the build tools come from the lock too and the package itself needs no network. The lock is
# whole, so pip resolves nothing: left to itself, an older pip takes the newest `coverage[toml]` for the locked `coverage`.
# pip compiles what it installs, but not what it only points to; the first start would have to, before it answers.
define install_locked
	@echo "Installing from $(1) into $(VENV)"
	@$(PIP) install --require-hashes --no-deps -r $(1)
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(PIP) check >/dev/null
	@$(BIN)/python -m compileall -q domain projections service
	@touch $@
endef

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/pip
	$(call install_locked,requirements.lock)

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(VENV)/bin/pip
	$(call install_locked,requirements-dev.lock)
	@touch $(VENV)/run.stamp
