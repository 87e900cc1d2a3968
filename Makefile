# Every target sets up what it needs: a virtual environment in .venv, filled by constraints.txt.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
HOST ?= 127.0.0.1
PORT ?= 8000
CATALOGS ?= catalogs

.PHONY: serve test coverage fuzz thorough load differential check wheel container clients bench bench-http format schema problems clean

serve: $(READY)
	$(BIN)/ratecard serve --reload --catalogs $(CATALOGS) --host $(HOST) --port $(PORT)

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

# The same with the lines and branches that no test reaches; watching them takes half as long again.
coverage: $(READY)
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term $(ARGS)

# The random tests at length: 2 000 cases of advice against brute force, the laws over many more chains.
thorough: $(READY)
	RATECARD_ADVICE_CASES=2000 RATECARD_HYPOTHESIS=thorough $(BIN)/python -m pytest -n 2 --hypothesis-seed=2021 tests/domain $(ARGS)

# Operations over the whole schema, answered by graphql-core and by compiled functions: byte for byte the same.
differential: $(READY)
	RATECARD_DIFFERENTIAL=5000 $(BIN)/python -m pytest -n 2 --hypothesis-seed=2021 tests/compiled $(ARGS)

# 20 000 catalogs spoilt at random, always the same ones: each loads, or has problems with a place. One of them alone:
# `make fuzz ARGS="--only 1234"`.
fuzz: $(READY)
	$(BIN)/python -m tests.fuzz $(ARGS)

# Two minutes of mixed requests, as fast as one worker takes them, while catalogs change every 5 s: each answer compared
# with the kernel's, memory watched. `make load ARGS="--seconds 600"`.
load: $(READY)
	$(BIN)/python -m tests.load $(ARGS)

check: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

wheel: $(READY)
	scripts/try-wheel

# The steps of the Containerfile, without a container engine.
container: $(READY)
	PIP_CONSTRAINT=constraints.txt $(BIN)/python scripts/try-container

# What Node's clients and tools make of the schema and of the served app; needs node and npm.
clients: $(READY)
	scripts/try-clients

bench: $(READY)
	$(BIN)/python -m pytest benchmarks -p no:xdist --benchmark-only --benchmark-columns=min,median,ops $(ARGS)

# Strawberry, ours, a bare route and Node's servers in turn, over HTTP; wrk and Node are used where they are installed.
bench-http: $(READY)
	$(BIN)/python -m benchmarks.http.run $(ARGS)

format: $(READY)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

schema: $(READY)
	$(BIN)/ratecard schema > schema.graphql

# The guide's page of problems, from the error catalogue.
problems: $(READY)
	$(BIN)/python -m tests.catalog.problem_page > catalogs/guide/problems.md

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --editable . --group dev
	touch $(READY)
