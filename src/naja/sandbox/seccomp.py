"""Seccomp: a filter of system calls, assembled here and given to the kernel.

A `Filter` is made of rules by name; what no rule names fails with EPERM. The program that comes out is classic BPF over
`struct seccomp_data`: the number, the architecture, the six arguments. Only the lower halves of arguments are looked
at: all those that rules ask about are ints to the kernel.
"""

import ctypes
import errno
import struct

from . import libc
from .syscalls import architecture, numbers

SET_MODE_FILTER = 1
GET_ACTION_AVAIL = 2
FLAG_TSYNC = 1  # the filter holds for all threads of the process
FLAG_LOG = 2

KILL = 0x80000000  # the process
ALLOW = 0x7FFF0000
ERRNO = 0x00050000

LOAD, JUMP, EQUAL, GREATER_EQUAL, RETURN, AND = 0x20, 0x05, 0x15, 0x35, 0x06, 0x54
NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16
X32 = 0x40000000


def fails(code: int) -> int:
    """The action of a call that fails with an errno."""
    return ERRNO | code


class Is:
    """A condition: the argument of that index, after the mask, has that value."""

    __slots__ = ("index", "mask", "value")

    def __init__(self, index: int, value: int, mask: int = 0xFFFFFFFF) -> None:
        self.index, self.value, self.mask = index, value, mask


class Rule:
    """What becomes of a call: `action` without alternatives or where all conditions of one hold, else `otherwise`."""

    __slots__ = ("action", "alternatives", "otherwise")

    def __init__(
        self,
        action: int,
        alternatives: tuple[tuple[Is, ...], ...] = (),
        otherwise: int = fails(errno.EPERM),
    ) -> None:
        self.action, self.alternatives, self.otherwise = action, alternatives, otherwise


class Filter:
    """Rules by the names of system calls. A later rule for a name takes the place of an earlier one."""

    def __init__(self, default: int = fails(errno.EPERM)) -> None:
        self.default = default
        self.rules: dict[str, Rule] = {}

    def allow(self, names: str) -> None:
        """Lets calls through, named in one text."""
        self.rules.update((name, Rule(ALLOW)) for name in names.split())

    def refuse(self, names: str, action: int) -> None:
        """Makes calls fail, or the process end."""
        self.rules.update((name, Rule(action)) for name in names.split())

    def allow_if(self, names: str, *alternatives: tuple[Is, ...], otherwise: int | None = None) -> None:
        """Lets calls through whose arguments meet one of the alternatives."""
        refused = fails(errno.EPERM) if otherwise is None else otherwise
        self.rules.update((name, Rule(ALLOW, alternatives, refused)) for name in names.split())

    def program(self) -> bytes:
        """The filter as the kernel takes it. Raises OSError where the architecture is not known."""
        arch = architecture()
        if arch is None:
            raise OSError(errno.ENOSYS, "seccomp filters are not known for this architecture")
        known = numbers()
        code = [
            op(LOAD, ARCHITECTURE_AT),
            op(EQUAL, arch, 1, 0),
            op(RETURN, KILL),
            op(LOAD, NUMBER_AT),
            op(GREATER_EQUAL, X32, 0, 1),
            op(RETURN, KILL),
        ]
        simple: dict[int, list[int]] = {}
        for name, rule in self.rules.items():
            if name not in known:
                continue
            if rule.alternatives:
                code += conditional(known[name], rule)
            else:
                simple.setdefault(rule.action, []).append(known[name])
        for action, calls in simple.items():
            for start in range(0, len(calls), 200):
                code += any_of(calls[start : start + 200], action)
        code.append(op(RETURN, self.default))
        return b"".join(code)


def op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction, struct sock_filter."""
    return struct.pack("=HBBI", code, if_true, if_false, value)


def any_of(calls: list[int], action: int) -> list[bytes]:
    """The action for any of these numbers (at most 250); the accumulator holds the number before and after."""
    code = [op(EQUAL, number, len(calls) - at, 0) for at, number in enumerate(calls)]
    return [*code, op(JUMP, 1), op(RETURN, action)]


def conditional(number: int, rule: Rule) -> list[bytes]:
    """A rule that looks at arguments; a call of another number passes it by."""
    body: list[bytes] = []
    for conditions in rule.alternatives:
        checks: list[bytes] = []
        # From the last to the first, as each jumps over what follows it.
        for at, condition in enumerate(reversed(conditions)):
            one = [op(LOAD, ARGUMENTS_AT + 8 * condition.index)]
            if condition.mask != 0xFFFFFFFF:
                one.append(op(AND, condition.mask))
            rest = len(checks) or 1  # to the end of this alternative, its RETURN included
            one.append(op(EQUAL, condition.value, 0, rest))
            checks = [*one, *checks]
            if not at:
                checks.append(op(RETURN, rule.action))
        body += checks
    body.append(op(RETURN, rule.otherwise))
    return [op(EQUAL, number, 0, len(body)), *body]


class SockFprog(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def available() -> bool:
    """Whether this kernel takes filters, and this architecture is known."""
    calls = numbers()
    if "seccomp" not in calls:
        return False
    try:
        libc.syscall(calls["seccomp"], GET_ACTION_AVAIL, 0, ctypes.byref(ctypes.c_uint32(KILL)))
    except OSError:
        return False
    return True


def install(program: bytes) -> None:
    """Gives the kernel a filter for all threads of this process, for good. Raises OSError."""
    memory = ctypes.create_string_buffer(program, len(program))
    given = SockFprog(len(program) // 8, ctypes.addressof(memory))
    result = libc.syscall(numbers()["seccomp"], SET_MODE_FILTER, FLAG_TSYNC, ctypes.byref(given))
    if result != 0:
        raise OSError(errno.EAGAIN, f"thread {result} has a filter of its own")
