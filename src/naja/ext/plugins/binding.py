"""binding('plugins'): whether a Python package offers a module. Quick, as failing imports ask; see plugin_exports."""

from naja.plugins import is_declared, look_beside

__naja_ops__ = [("isDeclared", is_declared, 0), ("lookBeside", look_beside, 0)]
