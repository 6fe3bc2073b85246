# newsdesk: set up, check, test, demo, bench. Needs Python >= 3.11 and make; everything else lands in .venv.
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup check format test test-fast test-suites test-compose demo lock test-hostile bench-crawl bench-poll bench-extraction bench-extraction-cost bench-site train-extraction

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 23

setup: $(READY)  ## make .venv and put the locked dependencies and the project into it

$(READY): requirements.lock pyproject.toml
	@sh tools/make-venv.sh .venv
	@touch $(READY)

check: $(READY)  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(READY)  ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: $(READY)  ## the tests
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

demo: $(READY)  ## the main job on the sample newsroom, on this machine alone
	$(BIN)/python -m tests.newsroom.demo

lock: $(READY)  ## renew requirements.lock and requirements-run.lock
	sh tools/lock.sh

test-fast: $(READY)  ## the tests that take seconds, not minutes
	$(BIN)/pytest -m "not slow"

test-suites: $(READY)  ## every case of the shared suites and corpus beside the project: how many pass, and which do not
	$(BIN)/pytest -n auto --dist loadfile --thorough -m shared

test-compose: $(READY)  ## the containers, for real, where a Docker engine answers
	$(BIN)/python -m tests.compose.run

bench-crawl: $(READY)  ## pages per second of a crawl, beside trafilatura's and beside extraction alone
	$(BIN)/python -m benchmarks.crawl

bench-poll: $(READY)  ## unchanged feeds checked a minute, bookkeeping included, beside bare Scrapy
	$(BIN)/python -m benchmarks.polling

bench-extraction: $(READY) .venv-peers/.ready  ## quality and cost of the text, beside other extractors, on the corpus beside the project
	$(BIN)/python -m benchmarks.extraction

bench-extraction-cost: $(READY)  ## CPU of the text with metadata, beside trafilatura's, page by page
	$(BIN)/python -m benchmarks.extraction_cost

bench-site: $(READY)  ## what learning from a source's other pages brings
	$(BIN)/python -m benchmarks.site_profile

train-extraction: $(READY)  ## train the line filter on the corpus beside the project
	$(BIN)/python -m benchmarks.train_extraction

test-hostile: $(READY)  ## a crawl of the hostile server beside the project
	$(BIN)/pytest -s tests/crawler/test_hostile.py

.venv-peers/.ready: benchmarks/peers.lock
	@sh tools/make-venv.sh .venv-peers benchmarks/peers.lock
	@touch $@
