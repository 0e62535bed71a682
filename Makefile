# Every target with its one line: `make help`. Python is any from 3.11 on: make PYTHON=python3.13 serve
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
SCHALTER_DATA ?= data
# Whose file and overlays count: infra/municipalities/$(MUNICIPALITY).yml
MUNICIPALITY ?= paderborn
# Test files run side by side, in the order of tests/conftest.py; PARALLEL= runs them one after another, TESTS= names some of them.
PARALLEL ?= --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
export PORT SCHALTER_DATA

.DEFAULT_GOAL := help
.PHONY: help serve test lint check site package deploy rollback bench lock clean

help: ## Show every target with its line
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: $(VENV)/ready ## Build everything and serve it on http://127.0.0.1:$(PORT) (PORT, SCHALTER_DATA)
	@exec $(BIN)/schalter serve --municipality $(MUNICIPALITY)

test: $(VENV)/ready ## Run every test, the browser journeys included
	@PYTHON=$(BIN)/python sh tests/support/need-chromium.sh
	@$(BIN)/python -m pytest $(PARALLEL) $(TESTS)

lint: $(VENV)/ready ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: $(VENV)/ready ## Check every form: file, line, what is wrong, and the nearest right thing
	@$(BIN)/schalter check --municipality $(MUNICIPALITY)

site: $(VENV)/ready ## Build the static site into build/site
	$(BIN)/schalter build --municipality $(MUNICIPALITY)

package: $(VENV)/ready ## Make the CloudFormation template and the two Lambda zips in build/package
	$(BIN)/schalter compile --municipality $(MUNICIPALITY)
	$(BIN)/python infra/package.py --out build/package

deploy: $(VENV)/ready ## Put a town online in AWS: TOWN=bueren STAGE=test (infra/stages/bueren-test.yml)
	@$(BIN)/python infra/deploy.py deploy "$(TOWN)" "$(STAGE)"

rollback: $(VENV)/ready ## Bring back the release before the one that is online: TOWN=bueren STAGE=test
	@$(BIN)/python infra/deploy.py rollback "$(TOWN)" "$(STAGE)"

bench: $(VENV)/ready ## Print the benchmarks, each with its ratio
	@$(BIN)/python -m tests.benchmarks

lock: $(VENV)/ready ## Pin every dependency anew, with hashes
	sh infra/lock.sh $(BIN)/uv

clean: ## Remove what was built; data stay
	rm -rf build $(VENV) functions/chalicelib/catalog.json

# The environment: exactly what the lock says, by hash; then this package itself, as one path.
$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/pip || sh infra/venv.sh $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
