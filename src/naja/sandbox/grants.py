"""From the permissions of a Runtime to those of a child: what the kernel keeps, and what the runtime in it asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from naja.permissions import Permissions

from .policy import Allowed, Policy

# naja.Permissions' words, for what may be listed.
KINDS = "read write net env run ffi sys import python".split()

Words = dict[str, Any]  # the arguments of Permissions, as JSON has them


@dataclass
class Grants:
    """A policy for the kernel, the variables that are passed on, and the words for the runtime in the child."""

    policy: Policy
    env: Allowed
    words: Words | None  # None: everything

    def options(self, readable: list[str]) -> dict[str, object]:
        """What is added to the options of the child's run; `readable`: folders that may be read besides."""
        if self.words is None:
            return {}
        words = dict(self.words)
        if words["read"] is not True:
            words["read"] = [*(words["read"] or []), *readable]
        # The child has no variables but those that it may see.
        words["env"] = True
        return {"permissions": {**words, "stdio": True}}


def listed(rules: Any) -> Allowed:
    """True, False, or what is named."""
    if rules.everything:
        return True
    return [getattr(rule, "text", None) or str(rule) for rule in rules.rules] or False


def argument(prefix: str, kind: str) -> str:
    """The name of Permissions' argument."""
    return f"{prefix}{kind}_" if kind == "import" and not prefix else f"{prefix}{kind}"


def everything(permissions: Any) -> bool:
    """Whether these are the permissions of a program without limits."""
    return permissions is True or (isinstance(permissions, str) and permissions == "all")


def grants(permissions: Any) -> Grants:
    """Reads permissions: None (nothing), "all" or True (everything), a dict, or naja.Permissions. Raises TypeError,
    ValueError."""
    if everything(permissions):
        return Grants(Policy(read=True, write=True, net=True, run=True, sys=True), True, None)
    if permissions is None or permissions is False:
        permissions = Permissions()
    elif isinstance(permissions, Mapping):
        given = {("import_" if name == "import" else str(name)): value for name, value in permissions.items()}
        permissions = Permissions(**given)
    elif not isinstance(permissions, Permissions):
        raise TypeError(
            f'permissions must be naja.Permissions, "all" or None, not {type(permissions).__name__}'
        )
    words: Words = {"worker": permissions.allowed["worker"].everything}
    for kind in KINDS:
        words[argument("", kind)] = listed(permissions.allowed[kind])
        words[argument("deny_", kind)] = listed(permissions.denied[kind])
    # What is denied within what is allowed, the runtime alone keeps; what is denied as a whole, the kernel, too.
    policy = Policy()
    for kind in ("read", "write", "net", "run", "sys"):
        setattr(policy, kind, False if words[f"deny_{kind}"] is True else words[kind])
    return Grants(policy, False if words["deny_env"] is True else words["env"], words)
