# `make demo` and `make test` need python3 (3.11 or newer), pip and make, and nothing else.
PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?= -n auto

BIN = $(VENV)/bin
SETUP = @PYTHON="$(PYTHON)" VENV="$(VENV)" MAKE_TARGET=$@ sh scripts/setup.sh

.DEFAULT_GOAL := help
.PHONY: help demo setup setup-system test test-fast nightly lint docs notebooks influence lab bench anchor ingredients gallery update-golden clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile
	@echo "Options: PYTHON=python3.12  another interpreter; VENV=.venv312  another folder for it"

demo: ## compare the four designs for the retail bank; charts and tables in results/demo
	$(SETUP) core
	$(BIN)/sim compare retail_bank --out results/demo

setup: ## make the environment for development
	$(SETUP) dev
	@echo "Ready: . $(BIN)/activate"

setup-system: ## fonts for charts with names in any script (Debian; takes an administrator)
	@sh scripts/setup_system.sh

test: ## lint, types and every test
	$(SETUP) dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-fast: ## the tests that take seconds, without lint and types
	$(SETUP) dev
	$(BIN)/python -m pytest $(PYTEST_ARGS) -m "not slow"

nightly: ## 200 calibrated tables, and 5,000 scenarios drawn from the schema (half an hour)
	$(SETUP) dev
	COVERAGE_TABLES=200 $(BIN)/python -m pytest $(PYTEST_ARGS) tests/calibration/test_coverage.py
	DRAWN_SCENARIOS=5000 $(BIN)/python -m pytest $(PYTEST_ARGS) tests/fuzz

lint: ## lint, format and types
	$(SETUP) dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: ## make the generated pages and pictures of docs/ anew (about half an hour)
	$(SETUP) dev
	$(BIN)/python scripts/test_markets.py
	$(BIN)/sim compare retail_bank --out results/docs
	cp results/docs/cumulative_profit.png docs/retail_bank.png
	$(BIN)/sim evidence --out docs/evidence.md

notebooks: ## execute the notebooks anew, with their outputs (about a minute)
	$(SETUP) dev
	$(BIN)/python scripts/notebooks.py

influence: ## measure which parameters the verdict leans on, for `sim doctor` (about five minutes)
	$(SETUP) dev
	$(BIN)/python scripts/influence.py

lab: ## open the notebooks in Jupyter
	$(SETUP) lab
	$(BIN)/jupyter lab notebooks

bench: ## measure time and memory; table and picture in docs/performance.md (minutes)
	$(SETUP) dev
	$(BIN)/python -m benchmarks.bench

anchor: ## write docs/anchor.md anew: today's firms with other budgets of change (ten minutes)
	$(SETUP) dev
	$(BIN)/python scripts/anchor.py

ingredients: ## write docs/ingredients.md anew: every setting of a design changed alone (half an hour)
	$(SETUP) dev
	$(BIN)/python scripts/ingredients.py

gallery: ## write docs/gallery.md anew: where each design wins in each shipped scenario (half an hour)
	$(SETUP) dev
	$(BIN)/python scripts/gallery.py

update-golden: ## write the golden results anew; then read the diff and note it in CHANGELOG.md
	$(SETUP) dev
	$(BIN)/python -m pytest --update-golden

clean: ## remove environments, results, builds and caches
	rm -rf .venv .venv[0-9]* .venv-* "$(VENV)" results dist build .hypothesis .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
