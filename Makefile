# 周急 Zhouji. `make demo` and `make test` do all the set-up on a fresh machine: Python ≥ 3.11, Node ≥ 20, make.
PYTHON ?= python3
PY = .venv/bin/python
PORT ?= 8000
T ?=

.PHONY: help demo dev shell test soak check lint format bench install messages verbs

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: ## the invented city at http://localhost:8000 (PORT=8123 make demo moves it)
	@$(PYTHON) -m tools.demo

dev: install ## the same city, reloading what you change, with the debug toolbar
	DJANGO_SETTINGS_MODULE=config.settings.dev $(PY) manage.py prepare_demo
	DJANGO_SETTINGS_MODULE=config.settings.dev $(PY) manage.py runserver $(PORT)

shell: install ## a Python shell with the demo's database
	DJANGO_SETTINGS_MODULE=config.settings.dev $(PY) manage.py shell

install: ## what the tests and checks need
	@$(PYTHON) -m tools.demo --test --install-only

test: install ## every test; prints what was skipped and why (T=tests/domain runs a part)
	$(PY) -m pytest -n 2 --dist loadscope --no-loadscope-reorder -q -rs $(T)

soak: install ## long runs: the suite on other days of the calendar
	$(PY) -m tools.shifted_clock

lint: install ## style of code and templates, import rows, in seconds
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/djangofmt --check --quiet .
	PYTHONPATH=.:site .venv/bin/lint-imports

format: install ## lay out what you wrote
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	.venv/bin/djangofmt --quiet .

check: lint ## lint, types, migrations, translations, punctuation, production settings
	$(PY) -m mypy
	$(PY) tools/messages.py check
	$(PY) tools/punctuation.py
	$(PY) -m tools.verbs check
	DJANGO_SETTINGS_MODULE=config.settings.test $(PY) manage.py makemigrations --check --dry-run
	$(PY) tools/deploy_check.py

bench: install ## the matching benchmark, as ratios against named baselines
	$(PY) -m benchmarks.matching

verbs: ## write docs/services.md from the code
	$(PY) -m tools.verbs update

messages: ## collect new strings into the catalogues
	$(PY) tools/messages.py update
