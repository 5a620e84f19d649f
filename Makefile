# 周急 Zhouji. `make demo` and `make test` do all the set-up on a fresh machine: Python ≥ 3.11, Node ≥ 20, make.
PYTHON ?= python3
PY = .venv/bin/python

.PHONY: help demo test check bench install messages

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: ## the invented city at http://localhost:8000 (PORT=8123 make demo moves it)
	@$(PYTHON) tools/demo.py

install: ## what the tests and checks need
	@$(PYTHON) tools/demo.py --test --install-only

test: install ## every test; prints what was skipped and why
	$(PY) -m pytest -n 2 --dist loadscope --no-loadscope-reorder -q -rs

check: install ## style, types, import rows, migrations, translations, punctuation, production settings
	$(PY) -m ruff check .
	$(PY) -m mypy
	PYTHONPATH=.:site .venv/bin/lint-imports
	$(PY) tools/messages.py check
	$(PY) tools/punctuation.py
	DJANGO_SETTINGS_MODULE=config.settings.test $(PY) manage.py makemigrations --check --dry-run
	$(PY) tools/deploy_check.py

bench: install ## the matching benchmark, as ratios against named baselines
	$(PY) -m benchmarks.matching

messages: ## collect new strings into the catalogues
	$(PY) tools/messages.py update
