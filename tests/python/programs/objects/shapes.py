"""What the programs beside this file take apart."""

import asyncio
import collections
import contextlib
import dataclasses
import enum
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any


@dataclasses.dataclass
class Point:
    """A point."""

    x: int
    y: float = 2.5

    def norm(self, scale: float = 1) -> float:
        return (self.x**2 + self.y**2) * scale

    @property
    def double(self) -> int:
        return self.x * 2

    @classmethod
    def make(cls, x: int) -> "Point":
        return cls(x)

    @staticmethod
    def plain(value: object) -> object:
        return value


class Child(Point):
    """A point's heir."""


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 3


Pair = collections.namedtuple("Pair", "a b")


class Slots:
    __slots__ = ("a",)


class Dynamic:
    """Has what it is asked for, but for `boom`."""

    def __getattr__(self, name: str) -> str:
        if name == "boom":
            raise RuntimeError("boom")
        if name.startswith("has"):
            return name
        raise AttributeError(name)


class Unprintable:
    def __str__(self) -> str:
        raise RuntimeError("no str")

    __repr__ = __str__


class Odd(Exception):
    """An exception that cannot even be told."""

    def __str__(self) -> str:
        raise RuntimeError("no str")


class Counted:
    """Counts how many there are."""

    alive = 0

    def __init__(self) -> None:
        Counted.alive += 1

    def __del__(self) -> None:
        Counted.alive -= 1

    def me(self) -> "Counted":
        return self


class Sub(str):
    """A text that is more."""


closed: list[int] = []


def steps(count: int) -> Iterator[Any]:
    """A generator that tells what it is sent, and that it was closed."""
    got = None
    try:
        for i in range(count):
            got = yield (i, got)
        return "returned"
    finally:
        closed.append(count)


def catching() -> Iterator[Any]:
    """A generator that gives what is thrown into it."""
    while True:
        try:
            yield "waiting"
        except ValueError as error:
            yield f"caught {error}"


async def delayed(value: Any) -> Any:
    await asyncio.sleep(0.001)
    if value == "bad":
        raise KeyError("bad")
    return value


async def ticks(count: int) -> AsyncIterator[int]:
    try:
        for i in range(count):
            await asyncio.sleep(0)
            yield i
    finally:
        closed.append(-count)


@contextlib.contextmanager
def traced(log: list[str]) -> Iterator[str]:
    log.append("enter")
    try:
        yield "value"
    except ZeroDivisionError:
        log.append("swallowed")
    finally:
        log.append("exit")


@contextlib.asynccontextmanager
async def traced_async(log: list[str]) -> AsyncIterator[str]:
    log.append("enter")
    try:
        yield "value"
    finally:
        await asyncio.sleep(0)
        log.append("exit")


def shown(*args: Any, **kwargs: Any) -> str:
    return repr((args, kwargs))


def call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return function(*args, **kwargs)


def layered(function: Callable[[], Any]) -> Any:
    """Adds a note of its own to what comes through."""
    try:
        return function()
    except Exception as error:
        error.add_note("seen")
        raise


def fail(text: str = "bad value") -> None:
    raise ValueError(text)


def fail_oddly() -> None:
    raise Odd


def nothing() -> None:
    pass


def add(a: Any, b: Any) -> Any:
    return a + b


def nested(depth: int) -> tuple[Any, ...]:
    result: tuple[Any, ...] = ()
    for _ in range(depth):
        result = (result,)
    return result


def same(a: object, b: object) -> bool:
    return a is b


class Holder:
    """Holds whatever it is given."""

    def __init__(self, value: object = None) -> None:
        self.value = value
