"""Naja's build driver: `python3 -m tools.build` from the root of the checkout."""
