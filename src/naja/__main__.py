"""`python -m naja`: the command."""

import sys

from naja.cli.main import main

sys.exit(main())
