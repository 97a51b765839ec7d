# Everything runs in a private .venv; a step that is done is not repeated.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: demo run test check chaos bench screenshots lock clean

demo: .venv/.runtime
	$(BIN)/python app.py demo

run: .venv/.runtime
	$(BIN)/python app.py

# The tests wait more than they compute: four at a time, each with a workspace of its own.
JOBS ?= 4
test: .venv/.dev
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

# The same paths through Slack, on PostgreSQL (the tests of the record and of faults run on both anyway).
.PHONY: test-postgresql
test-postgresql: .venv/.dev
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --record=postgresql tests/flows

check: .venv/.dev
	$(MAKE) --no-print-directory lint
	$(MAKE) --no-print-directory test
	$(MAKE) --no-print-directory test-postgresql

.PHONY: lint
lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports

# Faults and inputs at random for as long as it takes; a broken promise prints the seed that replays it.
STEPS ?= 10000
INPUTS ?= 100000
chaos: .venv/.dev
	$(MAKE) --no-print-directory -j2 chaos-sqlite chaos-postgresql
	$(BIN)/python -m tests.fuzz --examples $(INPUTS)
.PHONY: chaos-sqlite chaos-postgresql
chaos-sqlite chaos-postgresql: chaos-%: .venv/.dev
	$(BIN)/python -m tests.faults.chaos --steps $(STEPS) --record $*

bench: .venv/.dev
	$(BIN)/python -m tests.benchmarks

# The documents' pictures, taken from a walk through the demo; needs chromium.
screenshots: .venv/.dev
	$(BIN)/python -m tests.walks.screenshots

# Run after changing a dependency in pyproject.toml.
lock: .venv/.dev
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile $(LOCK) -o requirements/runtime.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra dev -c requirements/runtime.txt -o requirements/dev.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra postgres -c requirements/runtime.txt -o requirements/postgres.txt pyproject.toml
LOCK := --quiet --strip-extras --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.venv/.made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Rapport needs Python 3.11 or newer; run: make demo PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: .venv/.made requirements/runtime.txt
	@echo "Installing what Rapport needs into .venv, once; this takes about half a minute."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
