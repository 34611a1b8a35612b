# make demo: the page on http://127.0.0.1:7860   make test: everything tested   make check: lint and types
VENV ?= .venv
BIN := $(VENV)/bin
# The first of these that is a Python 3.10 to 3.14. 3.11 and 3.12 come first: every release that requirements.txt allows
# has wheels for them; 3.14 leaves out the older ones, 3.10 the newer ones.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3.10 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && echo $$p && break; done)

.PHONY: demo test check format weights chromium clean

demo: $(VENV)/.installed
	@$(BIN)/python app.py

# Two processes of one thread each: much of the time is waiting, for a browser or for another process.
test: $(VENV)/.installed-dev weights chromium
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

weights: $(VENV)/.installed
	@$(BIN)/python -m facestyle weights > /dev/null

# Debian's, when it is missing and may be installed; otherwise the browser tests are skipped and say why.
chromium:
	@command -v chromium > /dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
		&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null; } \
		|| echo "chromium is missing and was not installed: the browser tests will be skipped"

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.10 to 3.14 is needed, and none was found; PYTHON=... names one that has another name" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache
