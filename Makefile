.PHONY: demo test test-all check format proto bench clean
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

bench: $(VENV)/.installed-dev ## every benchmark; figures into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .venv-proto

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
