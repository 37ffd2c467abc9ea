# Needs Python >= 3.11 (with venv and pip), git and make; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := -m pip --disable-pip-version-check install --no-input -qq

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench pina lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.ready ## the whole way once, everything embedded (KEEP=1 leaves it up)
	@$(BIN)/mlflow-worker demo $(if $(KEEP),--keep)

test: $(VENV)/.ready ## every test but those of `make pina`; the faults, which mostly wait, beside the others
	@log=$$(mktemp); $(BIN)/python -m pytest tests/faults >$$log 2>&1 & faults=$$!; \
	$(BIN)/python -m pytest tests/unit tests/patches tests/integration tests/pina; others=$$?; \
	wait $$faults; status=$$?; cat $$log; rm -f $$log; exit $$((others | status))

lint: $(VENV)/.ready ## style, types, import contracts, Dockerfile
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/hadolint Dockerfile

bench: $(VENV)/.ready ## measure whole tasks and their parts beside their peers (ARGS=--quick: some minutes)
	@$(BIN)/python benchmarks/run.py $(ARGS)
	@$(BIN)/python benchmarks/patching.py

pina: .venv-pina/.ready ## the seed's task against the real pina-mathlab, and a Lightning model (2 GB, own environment)
	@MLFLOW_WORKER_PYTHON="$(CURDIR)/.venv-pina/bin/python" .venv-pina/bin/python -m pytest -m pina tests/pina \
		tests/integration/test_tasks.py

lock: .venv-lock/.ready ## pin the newest versions that pyproject.toml allows
	@.venv-lock/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes \
		--upgrade --no-emit-index-url --no-header -q -o requirements.lock
	@if grep -nE '(https?|file)://' requirements.lock; then echo "the lock names a host"; exit 1; fi

clean: ## remove the environments and what tools left
	@rm -rf .venv .venv-pina .venv-lock .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@echo "$(VENV): a virtual environment with $$(grep -c '^[a-z].*==' requirements.lock) pinned packages (once; one to three minutes)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python $(PIP) --require-hashes -r requirements.lock
	@echo "$(VENV): mlflow-worker itself"
	@$(BIN)/python $(PIP) --no-deps -e .
	@touch $@

.venv-pina/.ready: requirements.lock pyproject.toml
	@echo ".venv-pina: the pinned packages, torch, lightning, pina-mathlab (once; some minutes, 2 GB)"
	@$(PYTHON) -m venv --clear .venv-pina
	@.venv-pina/bin/python $(PIP) --require-hashes -r requirements.lock
	@.venv-pina/bin/python $(PIP) torch==2.13.0 pina-mathlab==0.3.2
	@.venv-pina/bin/python $(PIP) --no-deps -e .
	@touch $@

.venv-lock/.ready:
	@$(PYTHON) -m venv --clear .venv-lock
	@.venv-lock/bin/python $(PIP) uv
	@touch $@
