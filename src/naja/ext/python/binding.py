"""binding('python'): Python objects for JavaScript, which naja.python.bridge makes."""

from naja.python.bridge import __naja_init__ as __naja_init__
