# What one does with Kümmerer. `make help` lists it; CONTRIBUTING.md tells more.
.DEFAULT_GOAL := help
.PHONY: help install demo test test-quick test-data check format bench prove pictures
PYTHON_HERE := .venv/bin/python

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name words; do printf '  make %-12s %s\n' "$$name" "$$words"; done

install: ## make .venv with everything that building and testing needs
	@bin/install develop

demo: ## run the demo town on this machine: make demo PORT=8000
	@bin/install run
	@exec $(PYTHON_HERE) bin/demo.py

test: install ## every test, on PostgreSQL and in Chromium, then those for both databases on SQLite
	@$(PYTHON_HERE) bin/run_tests.py all

test-quick: install ## the tests that need nothing but SQLite
	@$(PYTHON_HERE) bin/run_tests.py quick

test-data: install ## the tests on ../shared/data, where that folder exists
	@$(PYTHON_HERE) bin/run_tests.py data

check: install ## what can be found without running: style, imports, migrations, translations, settings, locks
	@$(PYTHON_HERE) bin/check.py

format: install ## bring code and templates into shape
	@$(PYTHON_HERE) -m ruff check --quiet --fix . ; $(PYTHON_HERE) -m ruff format . ; $(PYTHON_HERE) -m djlint --reformat --quiet cms workflows site

bench: install ## measure, each figure beside its peer
	@$(PYTHON_HERE) bin/run_tests.py bench

prove: install ## the long counts of what `make test` runs in short: kills, races, random cases
	@$(PYTHON_HERE) bin/run_tests.py prove

pictures: install ## take the pictures of docs/ from a demo of its own, or from a running one: make pictures PORT=8000
	@$(PYTHON_HERE) bin/screenshots.py $(if $(PORT),--port $(PORT))
