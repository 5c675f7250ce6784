"""binding('plugins'): whether a Python package offers a module. Quick, as failing imports ask; see plugin_exports."""

from naja.plugins import is_declared

__naja_ops__ = [("isDeclared", is_declared, 0)]
