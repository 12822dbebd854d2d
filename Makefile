# The two commands of the README are `make run` and `make test`; `make help` lists the others.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
VIRTUAL_SCREEN := xvfb-run --auto-servernum --server-args="-screen 0 1280x900x24" env QT_QPA_PLATFORM=xcb

.DEFAULT_GOAL := help
.PHONY: help run test test-all checks screenshots figures translations package smoke clean python

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

run: python  ## install what is missing, then open the window
	@$(PYTHON) packaging/set_up.py run
	@$(BIN)/laaj

test: python  ## install what is missing, then check style, types and rooms, and run the tests
	@$(PYTHON) packaging/set_up.py test
	@$(MAKE) --no-print-directory checks
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -m "not slow and not microphone"
	@packaging/microphone_tests.sh -m "microphone and not slow"

test-all: python  ## the same, with the slow tests
	@$(PYTHON) packaging/set_up.py test
	@$(MAKE) --no-print-directory checks
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -m "not microphone"
	@packaging/microphone_tests.sh -m "microphone"

checks:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(PYTHON) packaging/figures.py --check

screenshots: python  ## draw the states of the window into docs/screenshots
	@$(PYTHON) packaging/set_up.py test
	$(VIRTUAL_SCREEN) $(BIN)/python -m app.screenshots docs/screenshots
	$(VIRTUAL_SCREEN) $(BIN)/python -m app.screenshots docs/screenshots/wolof-dark --language wo --appearance dark \
		--size 1024x600 --only ready silence results reader settings
	$(VIRTUAL_SCREEN) $(BIN)/python -m app.screenshots docs/screenshots/english-contrast --language en \
		--appearance contrast --size 1024x600 --text 125 --only ready results theme

figures:  ## write the figures of the model's manifest into the README
	@$(PYTHON) packaging/figures.py

translations:  ## bring the window's Wolof and English up to date with its French
	@$(BIN)/python packaging/translations.py

package: python  ## freeze Laaj into dist/laaj and make a .deb of it
	@$(PYTHON) packaging/set_up.py package
	$(BIN)/pyinstaller --noconfirm --log-level=WARN --distpath dist --workpath build/freezing packaging/laaj.spec
	@packaging/make_deb.sh

smoke: python  ## start the frozen Laaj with an empty environment and ask it one recorded question
	@$(PYTHON) packaging/smoke_test.py dist/laaj/laaj

clean:  ## remove what was built (the virtual environment stays)
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

python:
	@test -n "$(PYTHON)" || { echo "Laaj needs Python 3.11 or newer: install it, then run this again." >&2; exit 3; }
