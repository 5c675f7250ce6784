"""Naja measured beside the other runtimes: `make bench`."""
