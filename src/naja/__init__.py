"""Naja: a JavaScript runtime whose systems language is Python."""

__version__ = "0.1.0"
