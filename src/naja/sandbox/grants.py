"""From the permissions of a Runtime to those of a child: what the kernel keeps, and what the runtime in it asks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .policy import Allowed, Policy


@dataclass
class Grants:
    """A policy for the kernel, the variables that are passed on, and flags for the runtime."""

    policy: Policy
    env: Allowed
    flags: list[str] = field(default_factory=list)

    def options(self, readable: list[str]) -> dict[str, object]:
        """What is added to the options of the child's run."""
        return {}


def listed(given: Any) -> Allowed:
    """True, False, or names as a list."""
    if given is None or given is False:
        return False
    if given is True:
        return True
    names = [given] if isinstance(given, str) or not isinstance(given, Iterable) else list(given)
    return [str(name) for name in names] or False


def grants(permissions: Any) -> Grants:
    """Reads permissions: None (nothing), "all" or True (everything), a dict, or naja.Permissions; else TypeError."""
    if permissions is None or permissions is False:
        words: dict[str, Any] = {}
    elif permissions is True or permissions == "all":
        words = dict.fromkeys(("read", "write", "net", "run", "sys", "env"), True)
    elif isinstance(permissions, dict):
        words = dict(permissions)
    elif not hasattr(permissions, "allowed"):
        raise TypeError(
            f'permissions must be naja.Permissions, "all" or None, not {type(permissions).__name__}'
        )
    else:
        words = {
            name: True if rules.everything else [str(rule) for rule in rules.rules]
            for name, rules in permissions.allowed.items()
        }
    read, write, net, run, system = (
        listed(words.get(name)) for name in ("read", "write", "net", "run", "sys")
    )
    policy = Policy(read, write, net, run, system)
    return Grants(policy, listed(words.get("env")))
