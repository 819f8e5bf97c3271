# Everything a newcomer needs: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

# The journal on PostgreSQL is measured only where PostgreSQL is; CI has it.
POSTGRES := $(firstword $(wildcard /usr/lib/postgresql/*/bin/initdb) $(shell command -v initdb))
GATE := $(if $(POSTGRES),,--cov-fail-under=90)

.PHONY: help setup demo test check nightly bench lock serve clean

help:            ## what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/ -/'

setup: .venv/.setup ## .venv with the locked dependencies and the command `beraad`

.venv/.setup: requirements.lock pyproject.toml
	@echo "Setting up .venv (once, about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Beraad needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 setup")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/.dev: .venv/.setup requirements-dev.lock
	@echo "Adding the test tools ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: setup      ## the main job, from request to report, in the terminal
	@$(BIN)/beraad demo

serve: setup     ## register and report in the browser
	@$(BIN)/beraad serve

check: .venv/.dev ## style, types, import directions
	$(BIN)/ruff format --check src tests docs
	$(BIN)/ruff check src tests docs
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check      ## all checks and all tests
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered $(GATE)

NIGHTLY := tests/law tests/journal/test_tamper.py tests/exchange/files/test_agreement.py \
	tests/exchange/server/test_fuzz.py tests/exchange/server/test_openapi.py \
	tests/systems/test_hundred_thousand.py tests/systems/test_matrix.py

nightly: .venv/.dev ## the long form of the tests (100,000 cases, edits and persons, fuzzing)
	BERAAD_NIGHTLY=1 $(BIN)/python -m pytest -n auto $(NIGHTLY)

bench: .venv/.dev ## benchmarks; ONLY=name for one
	$(BIN)/python -m tests.bench $(ONLY)

lock:            ## renew the lock files (needs uv)
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" requirements-dev.in -o requirements-dev.lock
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" -c requirements-dev.lock requirements.in -o requirements.lock

clean:           ## remove what was made
	rm -rf .venv build
