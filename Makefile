# `make` alone prints the targets. A bare machine needs Python 3.11 with venv, and make.
.DEFAULT_GOAL := help
.PHONY: help setup demo run lint test check e2e soak coverage mutants advisories sbom messages lock system
SHELL := /bin/sh

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --universal --no-emit-index-url --no-emit-find-links --no-header --no-annotate
PYTEST := $(BIN)/python -m pytest -n 2
CATALOGUES := $(wildcard src/institutional_pages/locale/*/LC_MESSAGES/django.po)
SUDO := $(shell test "$$(id -u)" = 0 || echo sudo)
# A browser with fonts; a virus scanner; four makers of PDFs; what shows the order of system calls; what the benchmark compares with.
DEBIAN_PACKAGES := chromium fonts-dejavu-core fonts-liberation clamav-daemon \
	libreoffice-writer-nogui ghostscript texlive-latex-base strace curl openssh-server openssh-client wrk

help:  ## print this list
	@sed -n 's/^\([a-z0-9]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: .venv/product.stamp .venv/catalogues.stamp  ## libraries into .venv, the package, the translations

demo: setup  ## fill a demonstration with fictional centres and serve it
	@$(BIN)/ipages demo

run: setup  ## serve what the IPAGES_… settings say (README, "For real")
	@$(BIN)/ipages serve

lint: setup .venv/tools.stamp  ## style, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

advisories: setup .venv/tools.stamp  ## ask whether a library that we pin is known to be vulnerable (needs a network; says loudly when it has none)
	@$(BIN)/python -m tools.supply_chain

sbom: setup .venv/tools.stamp  ## list the libraries of the product, with digests, in build/sbom.cdx.json (CycloneDX)
	@$(BIN)/python -m tools.supply_chain sbom

test: setup .venv/tools.stamp  ## all tests that this machine can run, but the long ones, on both databases
	$(PYTEST) -m "not soak and not postgres"
	IPAGES_TEST_DATABASE=postgresql $(PYTEST) -m "(both_databases or postgres) and not soak"

check: lint advisories sbom test  ## what must hold before a change lands: lint and test (says loudly what this machine cannot run)

e2e: setup .venv/tools.stamp  ## only the tests in a real browser
	$(PYTEST) -m browser

soak: setup .venv/tools.stamp .scanner/scanner.stamp  ## the long numbers: kills, mutants, state machines, a scanner of web applications
	$(PYTEST) -m "soak and not browser"
	$(PYTEST) -m "soak and browser"
	IPAGES_TEST_DATABASE=postgresql $(PYTEST) -m "soak and both_databases"
	$(BIN)/python -m tools.mutants

coverage: setup .venv/tools.stamp  ## which lines and branches the tests reach: a table, and build/coverage as pages
	$(PYTEST) -m "not soak and not postgres and not browser" --cov --cov-report=term:skip-covered --cov-report=html:build/coverage

mutants: setup .venv/tools.stamp  ## change rules and gate a little, again and again: which changes does no test notice? (a quarter of an hour)
	$(BIN)/python -m tools.mutants

bench: setup .venv/tools.stamp .bench/plain.stamp  ## measure publishing, reading and signing in beside what else could do it (a quarter of an hour)
	@$(BIN)/python -m bench.publishing
	@$(BIN)/python -m bench.reading
	@$(BIN)/python -m bench.reading --database postgresql
	@$(BIN)/python -m bench.signing_in
	@$(BIN)/python -m bench.crowd

messages: setup  ## find the texts in the source and bring nl, fr and de up to date
	$(BIN)/python -m tools.catalogues

lock: .venv/tools.stamp  ## make the lock files anew from pyproject.toml (UPGRADE=1: newest versions)
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements/product.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml --extra dev -c requirements/product.txt -o requirements/tools.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) requirements/build.in -c requirements/tools.txt -o requirements/build.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) requirements/scanner.in -o requirements/scanner.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) bench/requirements.in -c requirements/product.txt -o bench/requirements.txt

system:  ## Debian packages for the checks: browser, virus scanner, makers of PDFs, strace
	@dpkg -s $(DEBIAN_PACKAGES) >/dev/null 2>&1 || { \
		$(SUDO) apt-get update -qq && \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(DEBIAN_PACKAGES); }

# Stamps: a step runs again only when what it was made from is newer.

.venv/bin/python:
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer with venv is needed (on Debian: apt-get install python3-venv)."; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/product.stamp: requirements/product.txt requirements/build.txt pyproject.toml | .venv/bin/python
	@echo "Installing the libraries into .venv, once …"
	@$(PIP) -r requirements/product.txt -r requirements/build.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/tools.stamp: requirements/tools.txt | .venv/product.stamp
	@echo "Installing the tools of developers into .venv, once …"
	@$(PIP) -r requirements/tools.txt
	@touch $@

.bench/plain.stamp: bench/requirements.txt | .venv/bin/python
	@$(PYTHON) -m venv .bench/plain
	@.bench/plain/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.txt
	@touch $@

.scanner/scanner.stamp: requirements/scanner.txt | .venv/bin/python
	@$(PYTHON) -m venv .scanner
	@.scanner/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/scanner.txt
	@touch $@

.venv/catalogues.stamp: $(CATALOGUES) .venv/product.stamp
	@$(if $(CATALOGUES),$(BIN)/pybabel --quiet compile --domain django --directory src/institutional_pages/locale,:)
	@touch $@
