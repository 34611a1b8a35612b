# make demo: the page on http://127.0.0.1:7860   make test: everything tested   make check: lint, types, documentation
VENV ?= .venv
BIN := $(VENV)/bin
CLUSTER ?= $(VENV)-cluster
# The first of these that is a Python 3.10 to 3.14. 3.11 and 3.12 come first: they have wheels from the oldest release
# that requirements.txt allows. 3.13 and 3.14 lack the oldest ones; 3.10 no longer gets the newest.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3.10 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && echo $$p && break; done)
# Another index for torch and torchvision alone, such as https://download.pytorch.org/whl/cpu for the small CPU build.
# It counts when .venv is made; after that, make clean first.
TORCH_INDEX ?=
PIP = $(BIN)/python -m pip --disable-pip-version-check install --progress-bar on

.PHONY: demo demo-cluster test test-cluster check docs format weights chromium nginx lock load clean

demo: $(VENV)/.installed
	@$(BIN)/python app.py

# The same page, its networks in processes of a Ray cluster of this machine, which begins and ends with it: docs/scale.md.
demo-cluster: $(CLUSTER)/.installed weights
	@$(CLUSTER)/bin/python -m benchmarks.on_cluster.demo

# Two processes of one thread each: much of the time is waiting, for a browser or for another process. Files in their own
# order: by number of tests, the longest few would come last, when one process has nothing left to do.
test: $(VENV)/.installed-dev weights chromium
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore tests/cluster

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python docs/build.py

# The documentation as a site, in build/site; a broken link is an error.
docs: $(VENV)/.installed-dev
	$(BIN)/python docs/build.py

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# 64 simulated visitors for 10 minutes; LOAD="--sequence 2000" for that many verifications in sequence.
load: $(VENV)/.installed-dev weights
	@$(BIN)/python benchmarks/load.py --plot build/load.png $(LOAD)

# What runs on Ray and Milvus, and two apps behind nginx; the tests start all of them themselves.
test-cluster: $(CLUSTER)/.installed weights chromium nginx
	OMP_NUM_THREADS=1 $(CLUSTER)/bin/python -m pytest tests/cluster

weights: $(VENV)/.installed
	@$(BIN)/python -m facestyle weights > /dev/null

# Debian's, when it is missing and may be installed; otherwise the browser tests are skipped and say why.
chromium:
	@command -v chromium > /dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
		&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null; } \
		|| echo "chromium is missing and was not installed: the browser tests will be skipped"

nginx:
	@command -v nginx > /dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
		&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx > /dev/null; } \
		|| echo "nginx is missing and was not installed: the tests of two apps behind it will be skipped"

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.10 to 3.14 was found; install one, or name it: PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# On Linux pip brings torch's CUDA build, with or without a GPU; on a Mac torch is small. Sizes are torch 2.14's.
$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@case "$$(uname -s) $(TORCH_INDEX)" in \
	"Linux "|*/cu[0-9]*) \
		echo "Installing into $(VENV), once: a 3.2 GB download, 6.7 GB on disk, with torch's CUDA build."; \
		echo "Without a GPU 0.4 GB are enough: make demo TORCH_INDEX=https://download.pytorch.org/whl/cpu";; \
	*) echo "Installing into $(VENV), once: a 0.4 GB download, 1.8 GB on disk.";; esac
	@echo "Then networks and sample pictures, once: a 290 MB download."
	$(if $(TORCH_INDEX),$(PIP) --index-url $(TORCH_INDEX) $$(grep '^torch' requirements.txt))
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what tests and checks need into $(VENV), once: a 0.1 GB download."
	$(PIP) -r requirements-dev.txt
	@touch $@

# Ray and Milvus lie beside what .venv holds, not in it: what runs without them is tested without them.
$(CLUSTER)/.installed: requirements-cluster.txt $(VENV)/.installed-dev
	@echo "Installing Ray and Milvus into $(CLUSTER), once: a 0.3 GB download."
	$(BIN)/python -m venv $(CLUSTER)
	$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > \
		"$$($(CLUSTER)/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/facestyle.pth"
	$(CLUSTER)/bin/python -m pip --disable-pip-version-check install --progress-bar on -r requirements-cluster.txt
	@touch $@

# Versions and hashes for the container; takes ten minutes. .venv has to be Python 3.12 on Linux.
lock: $(VENV)/.installed
	$(PIP) "pip-tools>=7.5,<8"
	head -2 requirements.lock > requirements.lock.new
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --output-file=- requirements.txt >> requirements.lock.new
	mv requirements.lock.new requirements.lock

clean:
	rm -rf $(VENV) $(CLUSTER) build .pytest_cache .ruff_cache .mypy_cache
