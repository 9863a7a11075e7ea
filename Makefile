# Every target sets up what it needs. `make` alone prints this help.
#
# Paths go to the program through the environment, never through shell text: spaces, quotes,
# dollars and Chinese in REPORTS= and WAREHOUSE= arrive as they were typed.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:

# What was typed in this call, for the program to find slips such as REPORT= for REPORTS=.
# Before the overrides below, which also hold what comes from the environment.
typed := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
export MAKE_CALL = $@ $(typed)

ifdef REPORTS
override REPORTS := $(value REPORTS)
endif
ifdef REPORT
override REPORT := $(value REPORT)
endif
ifdef WAREHOUSE
override WAREHOUSE := $(value WAREHOUSE)
endif
ifdef CORPUS
override CORPUS := $(value CORPUS)
endif
export REPORTS REPORT WAREHOUSE STRICT WORKERS LANGUAGE REPORT_LIMIT_SECONDS REPORT_LIMIT_MEGABYTES SOURCES FETCH_CONTACT FETCH_DELAY_SECONDS \
	ENGINE SCHEDULER LANDING N CORPUS PARTS ALLOW_SHRINK RETRY ACKNOWLEDGED

python := .venv/bin/python
built := .venv/.installed-requirements.lock
developed := .venv/.installed-requirements-dev.lock
# the recognisers of scanned pages, where they are asked for: once set up they stay
scanning := $(if $(filter 1,$(OCR)),.venv/.installed-requirements-scans.lock)

targets := help build fetch test check lint format fixtures sql ask survey bench bench-corpus bench-mutations bench-sql-mutations bench-traits bench-kills bench-hostile site export audit letter notebooks docs data-dictionary readme lock clean
.PHONY: $(targets)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "make build REPORTS=dir WAREHOUSE=file.duckdb STRICT=1    another folder, another target"
	@echo "make build OCR=1                                         scans and pictures too, from now on"

build: $(built) $(scanning) ## reports → warehouse: read what is new, model, check, publish
	@$(python) -m ingest build

fetch: $(built) ## download the reports that data/sources.yml lists
	@$(python) -m ingest fetch

sql: $(built) ## ask the warehouse: type SQL, or pipe it in
	@$(python) -m ingest sql

ask: $(developed) ## serve the warehouse to an assistant that speaks MCP: tables, search, sql, evidence
	@$(python) -m ingest ask

survey: $(built) $(scanning) ## one line per report of REPORTS=dir, and the words that no vocabulary knows
	@$(python) -m ingest survey

test: $(developed) ## the whole test suite
	@PYTHONDONTWRITEBYTECODE= $(python) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGUMENTS)

check: lint test ## lint, types and tests

lint: $(developed) ## ruff, mypy and sqlfluff
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	$(python) -m sqlfluff lint --disable-progress-bar --processes 0 dbt_project/models dbt_project/tests

format: $(developed) ## put code into shape
	$(python) -m ruff check --fix .
	$(python) -m ruff format .
	$(python) -m sqlfluff fix --disable-progress-bar dbt_project/models

fixtures: $(developed) ## typeset the shipped report and the test fixtures again
	$(python) -m tests.typesetting

bench: $(developed) ## measure reading, rebuilding and queries into docs/benchmarks.md (N=, PARTS=reading,queries,rebuild,profile,census,unruled,scans,witness,scale, REPORTS=)
	@$(python) -m tests.bench

bench-corpus: $(developed) ## typeset N=1000 reports outside the repository (CORPUS=dir): for make bench
	@$(python) -m tests.bench corpus

bench-kills: $(developed) ## kill N=200 builds at random instants of every stage: what is left of the warehouse
	@$(python) -m tests.unbreakable kills --count $(or $(N),200)

bench-hostile: $(developed) ## read N=2000 files that are damaged or mean ill, with good ones among them
	@$(python) -m tests.unbreakable hostile --count $(or $(N),2000)

bench-traits: $(developed) ## correct reports with N=500 odd traits: how many are called wrong (must be none)
	@$(python) -m tests.traits $(or $(N),500)

bench-mutations: $(developed) ## plant slips into correct reports: how many are found, named, mended
	@$(python) -m tests.mutations $(if $(PUBLISHED),published "$(PUBLISHED)")

bench-sql-mutations: $(developed) ## slips in check SQL, one line each: how many no test notices
	@$(python) -m tests.sql_mutations $(N)

site: $(built) ## the warehouse as pages that open without a server (IMAGES=findings: fewer pictures; QUERY=1: SQL in them)
	@$(python) -m ingest site --images '$(or $(IMAGES),all)' $(if $(QUERY),--query)

export: $(built) ## Parquet, CSV, a Fiscal Data Package and one Excel workbook per report
	@$(python) -m ingest export

audit: $(built) ## the published PDF with every culprit boxed: make audit REPORT=id, file name, department
	@$(python) -m ingest audit

letter: $(built) ## a Word letter to a department from its errors (审核意见): make letter REPORT=…
	@$(python) -m ingest letter

notebooks: $(developed) ## run the notebooks on the warehouse and write them as HTML
	@$(python) -m ingest notebooks

docs: $(built) ## dbt's documentation of every model as one static page
	@$(python) -m ingest docs

data-dictionary: $(built) ## every mart and column on one page: docs/data-dictionary.md
	@$(python) -m notebooks.data_dictionary

readme: $(developed) ## write the real answers of the shipped report into README.md
	@rm -rf data/.cache/readme && mkdir -p data/.cache/readme
	@REPORTS=data/reports WAREHOUSE=data/.cache/readme/warehouse.duckdb LANGUAGE=both $(python) -m ingest build \
		> data/.cache/readme/output.txt
	$(python) -m tests.readme data/.cache/readme/warehouse.duckdb data/.cache/readme/output.txt

lock: ## write the hashed locks from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra dev -c requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		-o requirements-dev.lock
	uv pip compile pyproject.toml --extra scans -c requirements-dev.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		-o requirements-scans.lock

clean: ## remove everything that a build makes; the reports stay
	rm -rf data/landing data/quality data/site data/exports data/audit data/notebooks data/dbt-docs data/.cache data/.building-*
	rm -f data/*.duckdb data/*.duckdb.wal data/*.catalogue.json data/.build.lock

# A mistyped target: which may be meant?
.DEFAULT:
	@echo "make: there is no target $@ (没有这个目标)" >&2
	@near=$$($(or $(wildcard $(python)),python3) -c \
		'import difflib, sys; print(*difflib.get_close_matches(sys.argv[1], sys.argv[2:], 1))' \
		'$(subst ','\'',$@)' $(targets) 2>/dev/null); \
		if [ -n "$$near" ]; then echo "make: is $$near meant?" >&2; else echo "make: make alone lists all" >&2; fi
	@exit 2

.venv/.installed-%: % .ci/environment
	@.ci/environment $*
