"""binding('toml'): TOML, by Python's own parser."""

import json
import tomllib
from datetime import date, datetime, time

from naja.python.errors import JSError
from naja.python.ops import op


def plain(value: object) -> str:
    """Dates and times as texts: JSON has none."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in TOML")


@op
def parse_toml(text: str) -> str:
    """The JSON of a TOML document. What is wrong with it is a SyntaxError."""
    try:
        return json.dumps(tomllib.loads(text), default=plain)
    except tomllib.TOMLDecodeError as error:
        raise JSError(f"TOML Parse error: {error}", kind="SyntaxError") from None
