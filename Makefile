# Two commands set everything up, given Python >= 3.11: `make demo` and `make test`.
VENV ?= .venv
PYTHON ?= python3
BIN = $(VENV)/bin

.PHONY: demo test fix docs record bench fuzz

demo: $(VENV)/runtime  ## the sample account's report
	$(BIN)/icp-auditor demo --exit-zero

test: $(VENV)/develop  ## the whole gate: format, lint, types, layers, tests, README up to date
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile

fix: $(VENV)/develop  ## format, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/develop  ## write the generated parts of README.md and the golden reports anew
	$(BIN)/python -m tests.readme
	$(BIN)/python -m tests.outputs.golden

record: $(VENV)/develop  ## write cassettes/demo anew from tests/sample_account
	$(BIN)/python -m tests.sample_account

bench: $(VENV)/develop  ## measure, and print it beside the goals; on a quiet machine
	$(BIN)/python -m tests.bench

fuzz: $(VENV)/fuzz  ## every reader for 20 s on inputs that atheris makes up; what breaks one goes to tests/fuzz/corpus
	$(BIN)/python -m tests.fuzz --seconds 20

$(VENV)/python: 
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	touch $@

$(VENV)/runtime: $(VENV)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/develop: $(VENV)/runtime
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

$(VENV)/fuzz: $(VENV)/develop
	$(BIN)/python -m pip install --quiet --group fuzz
	touch $@
