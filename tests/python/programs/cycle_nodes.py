"""Objects that are counted."""

import weakref
from typing import Any

nodes = weakref.WeakSet["Node"]()


class Node:
    """One of them."""

    callback: Any

    def __init__(self) -> None:
        nodes.add(self)


def alive() -> int:
    """How many there are."""
    return len(nodes)
