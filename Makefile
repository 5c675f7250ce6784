# The distribution's Python starts fastest; any CPython from 3.11 on will do: make PYTHON=python3.13
PYTHON ?= $(shell /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo /usr/bin/python3 || echo python3)
BIN := .venv/bin

.PHONY: build run test lint fmt bench asan tsan wheel lock clean

build:
	@$(PYTHON) -m tools.build

run: build
	@$(BIN)/naja examples/http_server.js

# Only some: make test TESTS='tests/differential -k events'
TESTS ?= tests
test:
	@$(PYTHON) -m tools.build --tests
	@$(BIN)/python3 -m tools.lint
	@$(BIN)/python3 -m pytest $(TESTS)

lint:
	@$(PYTHON) -m tools.build --tests --only-tools
	@$(BIN)/python3 -m tools.lint

fmt:
	@$(PYTHON) -m tools.build --tests --only-tools
	@$(BIN)/python3 -m tools.lint --fix

bench:
	@$(PYTHON) -m tools.build --tests
	@$(BIN)/python3 -m bench.run

asan:
	@$(PYTHON) -m tools.build --tests --sanitize address
	@NAJA=$(CURDIR)/build/asan/naja $(BIN)/python3 -m pytest $(TESTS)

# Runtimes in threads, under ThreadSanitizer: what it finds is printed (docs/embedding.md).
tsan:
	@$(PYTHON) -m tools.build --tests --sanitize thread
	@build/tsan/python -m bench.soak --count 64 --threads 8 --at-once 16

wheel:
	@$(PYTHON) -m tools.build
	@$(BIN)/python3 -m pip wheel -q --no-deps --no-build-isolation -w dist .

# Writes the pinned lists anew, after a change of requirements*.in or package.json.
lock:
	@tools/lock

clean:
	rm -rf build dist .venv node_modules bench/node_modules tests/native/packages/node_modules src/naja/lib
	find src -name '*.so' -delete
	find . -name __pycache__ -prune -exec rm -r {} +
