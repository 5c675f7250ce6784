"""Python data that is no container of its own kind, as such ones: for copies into JavaScript (objects_guarded.pxi)."""

import sys
from collections import deque
from collections.abc import Mapping, Set
from enum import Enum
from os import PathLike, fspath
from typing import Any

# JavaScript has nothing like these: they are the text that str() gives.
AS_TEXT = {
    "decimal": ("Decimal",),
    "fractions": ("Fraction",),
    "uuid": ("UUID",),
    "ipaddress": (
        "IPv4Address",
        "IPv4Interface",
        "IPv4Network",
        "IPv6Address",
        "IPv6Interface",
        "IPv6Network",
    ),
    "zoneinfo": ("ZoneInfo",),
    "builtins": ("complex",),
    "datetime": ("time", "tzinfo"),
}


def plain_of(value: Any) -> Any:
    """What is copied in the place of a value; the value itself, where there is nothing else.

    Enum: its value. Decimal, Fraction, complex, UUID, IP addresses, time: text; a path: text. timedelta: milliseconds.
    Dataclasses and mappings: a dict. range, deque: a list. numpy's scalars: Python's.
    """
    if isinstance(value, Enum):
        return value.value
    kind = type(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Set):
        return set(value)
    if isinstance(value, (range, deque)):
        return list(value)
    fields = getattr(kind, "__dataclass_fields__", None)
    if fields is not None:
        return {name: getattr(value, name) for name in fields if hasattr(value, name)}
    if isinstance(value, PathLike):
        return fspath(value)
    if any(each.__module__ == "numpy" and each.__name__ == "generic" for each in kind.__mro__):
        plain = value.item()
        return value if type(plain) is kind else plain
    for name, types in AS_TEXT.items():
        module = sys.modules.get(name)
        if module is not None and isinstance(value, tuple(getattr(module, each) for each in types)):
            return str(value)
    datetime = sys.modules.get("datetime")
    if datetime is not None and isinstance(value, datetime.timedelta):
        return value / datetime.timedelta(milliseconds=1)
    return value
