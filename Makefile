SHELL := /bin/bash
PORT ?= 8000
SCALE ?= small
BACKUPS ?= var/backups
FILE ?= $(BACKUPS)
PY := .venv/bin/python
# Commands on your own data run as the embedded default unless .env says otherwise.
OWN := $(if $(wildcard .env),,DEBUG=$(or $(DEBUG),True))
# Settings as a public site has them, to be judged by `check --deploy`.
PUBLIC := DEBUG=False HTTPS=True SECRET_KEY=for-make-check-only-never-a-real-secret-0123456789-abcdefg
CHECK := DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py

# Compiled modules are kept, so that the processes of tests and servers need not make them anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run demo backup restore test test-slow test-postgres check fix css bench screens audit-tools

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup:
	@bash scripts/setup.sh

setup-dev:
	@bash scripts/setup.sh dev

run: setup ## Start everything: web, worker, queue, demo data (PORT=8000)
	@PORT=$(PORT) $(PY) scripts/run.py

demo: setup ## Load demo data (SCALE=small|province|large)
	@$(OWN) $(PY) manage.py migrate --noinput
	@$(OWN) $(PY) manage.py load_reference
	@$(OWN) $(PY) manage.py load_demo --scale $(SCALE)

backup: setup ## Back up database and files into var/backups, also while it runs (BACKUPS=folder)
	@$(OWN) $(PY) manage.py backup $(BACKUPS)

restore: setup ## Put a backup back, after stopping make run (FILE=folder ARGS=--over)
	@$(OWN) $(PY) manage.py restore $(FILE) $(ARGS)

test: setup-dev ## Run the tests, all but the slow ones (ARGS="tests/shop -x")
	@$(PY) -m pytest -n 2 -m "not slow" $(ARGS)

test-slow: setup-dev ## Run the slow tests: real migrations, many at once, restarts
ifdef ARGS
	@$(PY) -m pytest -m slow $(ARGS)
else
	@$(PY) -m pytest -n 2 -m slow tests --ignore=tests/races
	@# Those of races start four web processes and workers each: one after the other.
	@$(PY) -m pytest -m slow tests/races
endif

test-postgres: setup-dev ## Run the same tests on a private PostgreSQL
	@$(PY) -m tests.servers postgres $(PY) -m pytest -n 2 -m "not slow" $(ARGS)

check: setup-dev ## Lint, layers, security, templates, settings, migrations, style sheet, compose file
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@.venv/bin/lint-imports
	@.venv/bin/bandit --quiet --recursive --configfile pyproject.toml --severity-level medium .
	@$(PY) -m djlint templates --lint --quiet
	@$(PUBLIC) $(PY) manage.py check --deploy --fail-level WARNING
	@$(CHECK) makemigrations --check --dry-run
	@$(PY) scripts/build_css.py --check
	@.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

fix: setup-dev ## Let ruff repair what it can
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

css: setup-dev ## Build the style sheet
	@$(PY) scripts/build_css.py

bench: setup-dev ## Measure: order to figure, orders per minute beside stock Oscar, figures at scale, search (16 min)
	@$(PY) benchmarks/order_to_statistic.py
	@$(PY) benchmarks/orders_per_minute.py
	@$(PY) benchmarks/shop_pages.py
	@$(PY) benchmarks/stats.py --lines 1000000 --pages-only
	@$(PY) benchmarks/search.py --products 20000 --database sqlite --ours-only

screens: setup-dev ## Take screenshots of a running site into var/screens, with its scores (PORT=8000)
	@command -v chromium chromium-browser >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get install -y chromium fonts-roboto-unhinted >/dev/null 2>&1; } || true
	@PORT=$(PORT) $(PY) scripts/screens.py $(ARGS)
	@PORT=$(PORT) $(PY) scripts/scores.py

audit-tools: ## Fetch Lighthouse and axe from npm into var/audit, for `make screens`
	@command -v npm >/dev/null || { echo "npm is needed: run 'apt install npm' and try again."; exit 1; }
	@npm install --prefix var/audit --no-audit --no-fund --ignore-scripts lighthouse@12.8.2 axe-core@4.14.1
