"""Values on the channel, as bytes. The other side is ext/sandbox/codec.js.

A value is a letter and what belongs to it; lengths and counts are 32 bits, little-endian. The host believes nothing:
whatever bytes the child sends, decoding ends, takes memory in proportion to their number, and gives plain data or
raises SandboxProtocolError.

| letter | value | letter | value |
| --- | --- | --- | --- |
| N n | undefined, null | a | list: count, values |
| T F | true, false | o | object: count, keys and values |
| i d | 32-bit integer, double | m e | map: count, keys and values; set: count, values |
| b | bigint: length, sign, big-endian bytes | D | date: milliseconds as a double |
| s w | string: length, UTF-8 or UTF-16 | R E | regular expression; exception |
| y v | bytes; a typed view: length, kind | h | an object of the child: number, kind, name |
| r | the nth list, object, map or set of this message | c k | a function of the host; an object of the child |
"""

import math
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from .errors import SandboxProtocolError

MAX_DEPTH = 210
MOST_RARE_KEYS = 1000
# What a message may become in memory: so much, and so many times its bytes. An empty set is 5 bytes, and 216 here.
ROOM, ROOM_EACH = 64 << 20, 16
LOOK_EVERY = 4096  # values, after each of which it is asked whether to go on
LARGEST_INTEGER = 2**53 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KINDS = ("object", "function", "promise", "symbol")
# The formats of views, as memoryview knows them, in the order of codec.js.
FORMATS = "BbBhHiIfdqQB"


class RemoteException(Exception):
    """A JavaScript exception as it was sent: what it is called, what it says, its stack and code."""

    def __init__(self, name: str, message: str, stack: str, code: object) -> None:
        super().__init__(message)
        self.name, self.message, self.stack, self.code = name, message, stack, code


class Writer:
    """A message for the child.

    function: gives a callable's number, and whether it is asynchronous; handle: gives the number of an object of the
    child's, or None for anything else."""

    def __init__(
        self, function: Callable[[Any], tuple[int, bool]], handle: Callable[[object], int | None]
    ) -> None:
        self.function = function
        self.handle = handle
        self.parts = bytearray()
        self.seen: dict[int, int] = {}
        self.kept: list[object] = []  # what is in `seen` stays alive, so that no other object gets its id

    def message(self, value: object) -> bytes:
        """The bytes of a value. Raises TypeError for what cannot be sent, ValueError where it is too deep."""
        self.value(value, 0)
        return bytes(self.parts)

    def text(self, value: str) -> None:
        """A string, and nothing else."""
        try:
            data, letter = value.encode(), b"s"
        except UnicodeEncodeError:  # a lone surrogate
            data, letter = value.encode("utf-16-le", "surrogatepass"), b"w"
        self.parts += letter + len(data).to_bytes(4, "little") + data

    def integer(self, value: int) -> None:
        """`i`, `d` or `b`, whichever holds it."""
        if -(2**31) <= value < 2**31:
            self.parts += struct.pack("<ci", b"i", value)
        elif abs(value) <= LARGEST_INTEGER:
            self.parts += struct.pack("<cd", b"d", value)
        else:
            data = abs(value).to_bytes((value.bit_length() + 7) // 8, "big")
            self.parts += b"b" + len(data).to_bytes(4, "little") + bytes([value < 0]) + data

    def value(self, value: object, depth: int) -> None:
        """Writes any value."""
        if value is None:
            self.parts += b"N"
        elif value is True or value is False:
            self.parts += b"T" if value else b"F"
        elif isinstance(value, int):
            self.integer(int(value))
        elif isinstance(value, float):
            self.parts += struct.pack("<cd", b"d", value)
        elif isinstance(value, str):
            self.text(str(value))
        elif isinstance(value, (bytes, bytearray, memoryview)):
            data = bytes(value)
            self.parts += b"y" + len(data).to_bytes(4, "little") + data
        elif isinstance(value, (list, tuple, dict, set, frozenset)):
            self.container(value, depth + 1)
        elif isinstance(value, datetime):
            moment = value if value.tzinfo else value.astimezone()
            self.parts += struct.pack("<cd", b"D", (moment - EPOCH) / timedelta(milliseconds=1))
        elif isinstance(value, Decimal):
            self.parts += struct.pack("<cd", b"d", float(value))
        elif isinstance(value, BaseException):
            self.parts += b"E"
            self.text(type(value).__name__)
            self.text(str(value))
        elif (number := self.handle(value)) is not None:
            self.parts += b"k" + number.to_bytes(4, "little")
        elif callable(value):
            number, asynchronous = self.function(value)
            self.parts += b"c" + number.to_bytes(4, "little") + bytes([asynchronous])
            self.text(str(getattr(value, "__name__", "")))
        else:
            raise TypeError(
                f"a {type(value).__name__} cannot be sent to a sandboxed process: send plain data, or a function"
            )

    def container(self, value: Any, depth: int) -> None:
        """Writes a list, dict or set; one that was written before as a reference to it."""
        if (before := self.seen.get(id(value))) is not None:
            self.parts += b"r" + before.to_bytes(4, "little")
            return
        if depth > MAX_DEPTH - 10:
            raise ValueError(f"a value is more than {MAX_DEPTH - 10} deep")
        self.seen[id(value)] = len(self.seen)
        self.kept.append(value)
        size = len(value).to_bytes(4, "little")
        if isinstance(value, dict):
            if plain := all(isinstance(key, str) for key in value):
                self.parts += b"o" + size
            else:
                self.parts += b"m" + size
            for key, item in value.items():
                if plain:
                    self.text(key)
                else:
                    self.value(key, depth)
                self.value(item, depth)
            return
        self.parts += (b"e" if isinstance(value, (set, frozenset)) else b"a") + size
        for item in value:
            self.value(item, depth)


class Reader:
    """A message of the child's.

    handle(number, kind, name) gives the host's stand-in for an object of the child; function(number) the host's own
    callable (KeyError where there is none); ended() whether nobody waits for the message any more."""

    def __init__(
        self,
        data: bytes,
        handle: Callable[[int, str, str], object],
        function: Callable[[int], object],
        ended: Callable[[], bool] = lambda: False,
    ) -> None:
        self.data = data
        self.at = 0
        self.handle = handle
        self.function = function
        self.ended = ended
        self.seen: list[object] = []
        self.rare_keys = 0
        self.key_parts = len(data)
        self.room = ROOM + ROOM_EACH * len(data)
        self.values = 0

    def message(self) -> object:
        """The value. Raises SandboxProtocolError."""
        try:
            value = self.value(0)
        except (
            struct.error,
            IndexError,
            KeyError,
            TypeError,
            ValueError,
            OverflowError,
            RecursionError,
        ) as error:
            raise SandboxProtocolError(
                f"the sandboxed process has sent a damaged message ({type(error).__name__})"
            ) from None
        if self.at != len(self.data):
            raise SandboxProtocolError("the sandboxed process has sent a damaged message (its length)")
        return value

    def uint32(self) -> int:
        """A length, a count or a number."""
        self.at += 4
        return int(struct.unpack_from("<I", self.data, self.at - 4)[0])

    def double(self) -> float:
        """Eight bytes."""
        self.at += 8
        return float(struct.unpack_from("<d", self.data, self.at - 8)[0])

    def take(self, size: int) -> bytes:
        """So many bytes. Raises ValueError."""
        start = self.at
        self.at += size
        if self.at > len(self.data):
            raise ValueError("too short")
        return self.data[start : self.at]

    def count(self, each: int) -> int:
        """How many follow, each of at least so many bytes: a count that cannot be true takes no memory."""
        count = self.uint32()
        if count * each > len(self.data) - self.at:
            raise ValueError("too short")
        self.room -= count * ENTRY * each
        return count

    def text(self) -> str:
        """A string, and nothing else."""
        value = self.value(MAX_DEPTH)
        if not isinstance(value, str):
            raise ValueError("not a string")  # noqa: TRY004
        return value

    def value(self, depth: int) -> Any:
        """Reads any value."""
        read, size = READERS[self.take(1)]
        if depth > MAX_DEPTH:
            raise ValueError("too deep")
        self.room -= size
        if self.room < 0:
            raise ValueError("too large")
        self.values += 1
        if self.values % LOOK_EVERY == 0 and self.ended():
            raise ValueError("late")
        return read(self, depth + 1)

    def read_list(self, depth: int) -> list[object]:
        """`a`."""
        found: list[object] = []
        self.seen.append(found)
        found.extend(self.value(depth) for _ in range(self.count(1)))
        return found

    def read_object(self, depth: int) -> dict[str, object]:
        """`o`."""
        found: dict[str, object] = {}
        self.seen.append(found)
        for _ in range(self.count(2)):
            key = self.text()
            found[key] = self.value(depth)
        return found

    def read_map(self, depth: int) -> dict[object, object]:
        """`m`."""
        found: dict[object, object] = {}
        self.seen.append(found)
        for _ in range(self.count(2)):
            key = self.key(depth)
            found[key] = self.value(depth)
        return found

    def read_set(self, depth: int) -> set[object]:
        """`e`."""
        found: set[object] = set()
        self.seen.append(found)
        for _ in range(self.count(1)):
            found.add(self.key(depth))
        return found

    def key(self, depth: int) -> object:
        """A key of a map or set. Of those that could be chosen to have one hash, only some: else this takes forever."""
        key = self.hashable(self.value(depth))
        if isinstance(key, (tuple, frozenset)) or (isinstance(key, int) and abs(key) > LARGEST_INTEGER):
            self.rare_keys += 1
            if self.rare_keys > MOST_RARE_KEYS:
                raise ValueError("too many")
        return key

    def hashable(self, value: object) -> object:
        """What can be a key: lists become tuples, sets frozen ones. What is referred to many times is written out each
        time: no more of that than the message has bytes."""
        self.key_parts -= 1
        if self.key_parts < 0:
            raise ValueError("too large")
        if isinstance(value, list):
            return tuple([self.hashable(item) for item in value])
        if isinstance(value, set):
            return frozenset(value)
        if isinstance(value, dict):
            return tuple([(key, self.hashable(item)) for key, item in value.items()])
        if isinstance(value, memoryview):
            return bytes(value)
        return value

    def number(self, _: int) -> int:
        """`i`."""
        self.at += 4
        return int(struct.unpack_from("<i", self.data, self.at - 4)[0])

    def read_float(self, _: int) -> int | float:
        """`d`: an int where it is one."""
        value = self.double()
        if value.is_integer() and abs(value) <= LARGEST_INTEGER and (value or math.copysign(1, value) > 0):
            return int(value)
        return value

    def bigint(self, _: int) -> int:
        """`b`."""
        size = self.uint32()
        negative = self.take(1)[0]
        value = int.from_bytes(self.take(size), "big")
        return -value if negative else value

    def view(self, _: int) -> object:
        """`v`: bytes of Uint8Array, DataView and ArrayBuffer, else a memoryview of its format."""
        size = self.uint32()
        kind = self.take(1)[0]
        data = self.take(size)
        form = FORMATS[kind]
        return data if kind in (0, 2, 11) else memoryview(bytearray(data)).cast(form)  # type: ignore[call-overload]

    def date(self, _: int) -> datetime | None:
        """`D`: None for an invalid one."""
        value = self.double()
        return None if math.isnan(value) else EPOCH + timedelta(milliseconds=value)

    def regexp(self, _: int) -> str:
        """As it is written in JavaScript: compiling a program's expression here would be its denial of service."""
        source = self.text()
        return f"/{source}/{self.text()}"

    def exception(self, depth: int) -> RemoteException:
        """`E`."""
        parts = [self.value(depth) for _ in range(4)]
        name, message, stack = (plain_text(part) for part in parts[:3])
        return RemoteException(name or "Error", message, stack, parts[3])

    def remote(self, _: int) -> object:
        """`h`."""
        number = self.uint32()
        kind = KINDS[self.take(1)[0]]
        return self.handle(number, kind, self.text())


def plain_text(part: object) -> str:
    """What an exception says: a text or a number. Anything else could be endless as a text, or ask the child."""
    if part is None or isinstance(part, str):
        return part or ""
    if isinstance(part, float) or (isinstance(part, int) and abs(part) <= LARGEST_INTEGER):
        return str(part)
    raise ValueError("not a text")


ENTRY = 20  # bytes of memory for each value that a container has, and for each key
# What reads a value, and about what it takes in memory, without what is in it.
READERS: dict[bytes, tuple[Callable[[Reader, int], Any], int]] = {
    b"N": (lambda reader, depth: None, 0),
    b"n": (lambda reader, depth: None, 0),
    b"T": (lambda reader, depth: True, 0),
    b"F": (lambda reader, depth: False, 0),
    b"i": (Reader.number, 28),
    b"d": (Reader.read_float, 28),
    b"b": (Reader.bigint, 40),
    b"s": (lambda reader, depth: reader.take(reader.uint32()).decode("utf-8", "replace"), 56),
    b"w": (lambda reader, depth: reader.take(reader.uint32()).decode("utf-16-le", "surrogatepass"), 72),
    b"y": (lambda reader, depth: reader.take(reader.uint32()), 40),
    b"v": (Reader.view, 320),
    b"a": (Reader.read_list, 64),
    b"o": (Reader.read_object, 160),
    b"m": (Reader.read_map, 160),
    b"e": (Reader.read_set, 216),
    b"D": (Reader.date, 64),
    b"R": (Reader.regexp, 64),
    b"E": (Reader.exception, 500),
    b"h": (Reader.remote, 400),
    b"c": (lambda reader, depth: reader.function(reader.uint32()), 0),
    b"r": (lambda reader, depth: reader.seen[reader.uint32()], 0),
}
