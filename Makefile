# Every command of the project. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup chat model test test-model browser lint eval eval-languages baseline bench load wheel lock screenshots clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(STAMP) ## create .venv and install what requirements.lock pins

chat: $(STAMP) ## index corpus/ and open the chat page on loopback
	$(BIN)/assistant chat

model: $(STAMP) ## get the default language model for this machine (1.1 GB; asks first)
	$(BIN)/assistant model get

test: $(STAMP) browser ## run the whole suite (sets itself up)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-model: $(STAMP) ## ask the language model of this machine; says so where there is none (about four minutes)
	$(BIN)/python -m pytest -m model -rs tests/robustness/test_real_model.py

browser: $(STAMP) # a Chromium for the browser tests: installed, Debian's, else Playwright's own
	@$(BIN)/python tests/browser/get_chromium.py

lint: $(STAMP) ## ruff, strict mypy, and known vulnerabilities where their database can be reached
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tests/project/advisories.py requirements.lock

eval: $(STAMP) ## run the sample questions; fails when a gated measure is worse than the baseline beyond chance
	$(BIN)/assistant eval --against eval/baseline
	$(MAKE) eval-languages

LANGUAGES := eval/languages
OF_MODEL = $(shell $(BIN)/python -c 'from assistant.index import e5; print("multilingual_baseline" if e5.is_installed() else "baseline")')
eval-languages: $(STAMP) build/languages ## the same for questions in six languages, over the sample and four reports in others; by the multilingual model where it is installed
	$(BIN)/assistant eval --home build/languages --questions $(LANGUAGES)/questions.jsonl --against $(LANGUAGES)/$(OF_MODEL)

build/languages: $(wildcard corpus/* $(LANGUAGES)/corpus/*) eval/gates.toml
	rm -rf $@ && mkdir -p $@/corpus $@/eval
	cp corpus/2* corpus/undated* $(LANGUAGES)/corpus/* $@/corpus/ && cp eval/gates.toml $@/eval/

baseline: $(STAMP) build/languages ## renew the baselines that `make eval` compares with
	$(BIN)/assistant eval --keep eval/baseline
	$(BIN)/assistant eval --home build/languages --questions $(LANGUAGES)/questions.jsonl --keep $(LANGUAGES)/$(OF_MODEL)

bench: $(STAMP) ## measure indexing and asking: time, memory and disk (about ten minutes)
	PYTHONPATH=eval $(BIN)/python -m performance.indexing_and_search

load: $(STAMP) ## measure the page under many readers: time, failures, memory, closed tabs (about eight minutes)
	PYTHONPATH=eval $(BIN)/python -m performance.load_test

screenshots: $(STAMP) browser ## pictures of every view, wide and narrow, light and dark, into screenshots/
	$(BIN)/python tests/browser/screenshots.py screenshots

wheel: $(STAMP) ## build the wheel into dist/, whole: the models' graphs travel in it
	$(BIN)/python -m hatchling build -t wheel

lock: ## pin every dependency anew into requirements.lock (needs uv)
	uv pip compile pyproject.toml --extra build --group dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet -o requirements.lock
	for group in weights; do uv pip compile --group $$group --no-deps --generate-hashes --no-annotate --no-header --quiet >> requirements.lock; done

clean: ## remove the built index, runs and caches (articles and questions stay)
	find index -mindepth 1 ! -name README.md -delete
	rm -rf eval/runs .pytest_cache .mypy_cache .ruff_cache
