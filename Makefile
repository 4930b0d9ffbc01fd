.PHONY: demo test test-all check format proto frozen wheel lock audit sbom site bench clean
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

demo: $(VENV)/.installed ## install, then the main job on bundled material
	$(BIN)/backbeat demo

test: $(VENV)/.installed-dev ## the tests; of long tables of cases a sample
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-all: $(VENV)/.installed-dev ## the tests, and every case of every table
	$(BIN)/python tools/install_group.py cluster # Ray, which only these tests take
	$(BIN)/python tools/slim_environment.py # beforehand: installing beside tests stalls the disk
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m ""

check: $(VENV)/.installed-dev .venv-proto/.installed ## format, lint, types, floors, contract
	$(BIN)/python tools/check.py

format: $(VENV)/.installed-dev ## write what `make check` wants
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

proto: $(VENV)/.installed-dev .venv-proto/.installed ## generate engine/backbeat/v1 from proto/
	$(BIN)/python tools/generate_proto.py

frozen: ## the program as a folder that needs no Python: dist/backbeat
	$(PYTHON) tools/frozen/build.py

# The same bytes from the same commit.
wheel: $(VENV)/.installed-dev ## dist/backbeat-VERSION-py3-none-any.whl
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m hatchling build -t wheel

LOCKING := .venv-supply/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"

lock: .venv-supply/.installed ## requirements/lock.txt and frozen-lock.txt, anew from pyproject.toml
	$(LOCKING) pyproject.toml --output-file requirements/lock.txt
	$(LOCKING) requirements/frozen.txt --group frozen \
		--output-file requirements/frozen-lock.txt

audit: .venv-supply/.installed ## are vulnerabilities known of the locked packages?
	.venv-supply/bin/python tools/audit.py

sbom: .venv-supply/.installed ## dist/backbeat.cdx.json: all locked packages, as CycloneDX
	mkdir -p dist
	.venv-supply/bin/cyclonedx-py requirements requirements/lock.txt --pyproject pyproject.toml \
		--output-reproducible --output-file dist/backbeat.cdx.json

site: $(VENV)/.installed-dev .venv-site/.installed ## dist/site: the pages, the Python API, the contract
	NO_MKDOCS_2_WARNING=1 $(BIN)/python tools/site/build.py

bench: $(VENV)/.installed-dev ## every benchmark; figures into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .venv-proto .venv-frozen .venv-supply .venv-site

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@: > $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python tools/install_group.py dev
	@: > $@

.venv-proto/.installed: pyproject.toml
	$(PYTHON) -m venv .venv-proto
	.venv-proto/bin/python tools/install_group.py proto
	@: > $@

.venv-supply/.installed: pyproject.toml
	$(PYTHON) -m venv .venv-supply
	.venv-supply/bin/python tools/install_group.py supply
	@: > $@

.venv-site/.installed: pyproject.toml
	$(PYTHON) -m venv .venv-site
	.venv-site/bin/python tools/install_group.py site
	@: > $@
