# The distribution's Python starts fastest; any CPython from 3.11 on will do: make PYTHON=python3.13
PYTHON ?= $(shell /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo /usr/bin/python3 || echo python3)

.PHONY: build
build:
	@$(PYTHON) -m tools.build
