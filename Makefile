# make lab    open JupyterLab on the quarterly review of the demo
# make test   unit tests, notebooks, browser tests
# make nightly the laws again, with many more examples, and new ones every time
# make floors  the same tests, without browser, on the lowest and the newest versions that pyproject.toml allows
# make review write review/index.html; make coverage, make bench, make lint, make notebooks,
#             make pictures, make clean
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEV := .venv/.ready-dev

.PHONY: lab test nightly floors coverage review bench lint format notebooks pictures clean help

help:
	@sed -n 's/^# //p' Makefile

# the environment is made once, and again when its requirements change
$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing advocacy_kit into .venv (a few minutes the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . -c constraints.txt
	@touch $@

$(DEV): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing advocacy_kit and its tests' tools into .venv (a few minutes the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]" -c constraints.txt
	@touch $(READY) $@

lab: $(READY)
	@$(BIN)/python -m advocacy_kit lab

review: $(READY)
	@$(BIN)/python -m advocacy_kit review

test: $(DEV)
	@$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

# what fails is printed with what repeats it
nightly: $(DEV)
	@$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder -m "not browser and not notebook" \
		--hypothesis-profile nightly

# in environments of their own under .venv-floors, made anew; stored notebooks are compared there too. The browser tests
# are left out: they look at JupyterLab's pages, whose versions the pinned run fixes
floors:
	@$(PYTHON) tests/versions.py

# the same tests with branch coverage: they take nearly twice as long
coverage: $(DEV)
	@$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

bench: $(DEV)
	@$(BIN)/python -m tests.benchmarks

lint: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(DEV)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# execute the notebooks on the demo and store them with their outputs as text
notebooks: $(DEV)
	@$(BIN)/python -m tests.notebooks.store

# draw the pictures of the README and docs on the demo
pictures: $(DEV)
	@$(BIN)/python -m tests.pictures

clean:
	@rm -rf .venv .venv-floors review .pytest_cache .mypy_cache .ruff_cache .coverage build dist
