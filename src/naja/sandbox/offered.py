"""What a host puts into a sandbox: globals and modules, as far as their values can be sent."""

from collections.abc import Iterator, Mapping
from typing import Any

from .codec import Writer


def check(value: object, place: str) -> None:
    """Raises TypeError, naming the place, for a value that cannot be sent to another process."""
    try:
        Writer(lambda function: (0, False), handle).message(value)
    except TypeError:
        raise TypeError(
            f"{place}: a {kind(value)} cannot cross into another process; plain data and functions can"
        ) from None
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def kind(value: object) -> str:
    """What a value is, or what in it cannot be sent."""
    return (
        type(value).__name__
        if not isinstance(value, (list, tuple, dict, set, frozenset))
        else (f"{type(value).__name__} with something in it that is not plain data")
    )


def handle(value: object) -> int | None:
    """The number of an object of a sandbox."""
    return getattr(value, "_naja_number", None) if type(value).__module__ == "naja.sandbox.remote" else None


def sendable(value: object) -> bool:
    """Whether a value can be sent."""
    try:
        check(value, "")
    except (TypeError, ValueError):
        return False
    return True


def modules(offered: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, object]]]:
    """The members of each module that is offered: of a mapping, or of a Python module what `__all__` names; all of it
    must be sendable. Of a module without `__all__` the public names that are."""
    for specifier, module in offered.items():
        if hasattr(module, "keys"):
            members = {str(name): module[name] for name in module.keys()}  # noqa: SIM118
        elif (names := getattr(module, "__all__", None)) is not None:
            members = {name: getattr(module, name) for name in names}
        else:
            public = {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
            members = {name: value for name, value in public.items() if sendable(value)}
        for name, value in members.items():
            check(value, f"modules[{specifier!r}]: {name}")
        yield specifier, members
