"""Python values, what JavaScript says of each, and what comes back: for naja.Runtime and for `python:` imports.

A guarded Runtime gets copies, everything else the live value. What is said is an expression over `x`; what comes back
is the SAME object, an EQUAL one of the same type, or what a function of (got, value) accepts.
"""

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import math
import pathlib
import uuid
from collections.abc import Callable
from typing import Any

import numpy


class Color(enum.Enum):
    RED = "red"


class Number(enum.IntEnum):
    ONE = 1


class Text(str):
    """A subclass."""


Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass
class Box:
    a: int = 1
    inner: list[int] = dataclasses.field(default_factory=lambda: [2])


Check = Callable[[Any, Any], bool]


def SAME(got: Any, value: Any) -> bool:
    return got is value


def EQUAL(got: Any, value: Any) -> bool:
    return type(got) is type(value) and bool(got == value)


def gives(expected: Any) -> Check:
    return lambda got, value: type(got) is type(expected) and bool(got == expected)


def memory(expected: bytes) -> Check:
    return lambda got, value: isinstance(got, memoryview) and got.tobytes() == expected


UTC = datetime.UTC
cycle: list[Any] = [1]
cycle.append(cycle)
loop: dict[Any, Any] = {1: "a"}
loop[2] = loop
shared = {"k": 1}
ordered = collections.OrderedDict(a=1, b=2)
ordered.move_to_end("a")
huge = 3**50_000
wide = numpy.arange(3.0)

Backs = Check | tuple[Check, Check]
Case = tuple[str, Any, str, str, tuple[Check, Check]]


def case(name: str, value: Any, copied: str, live: str = "", back: Backs = SAME) -> Case:
    """live: "" where it is the same. back: of the copy and of the live value, where they differ."""
    return name, value, copied, live or copied, back if isinstance(back, tuple) else (back, back)


CASES: list[Case] = [
    case("None", None, "x === undefined"),
    case("True", True, "x === true"),
    case("int", 5, "is(x, 5)", back=EQUAL),
    case(
        "-0.0", -0.0, "is(x, -0)", back=lambda got, value: type(got) is float and math.copysign(1, got) == -1
    ),
    case("nan", math.nan, "is(x, NaN)", back=lambda got, value: math.isnan(got)),
    case("inf", -math.inf, "x === -Infinity", back=EQUAL),
    case("2^30", 1 << 30, "x === 2**30", back=EQUAL),
    case("2^53-1", (1 << 53) - 1, "x === 9007199254740991", back=EQUAL),
    case("2^53", 1 << 53, "x === 9007199254740992n", back=EQUAL),
    case("-2^53-1", -(1 << 53) - 1, "x === -9007199254740993n", back=EQUAL),
    case("2^64", 1 << 64, "x === 2n ** 64n", back=EQUAL),
    case("-2^63", -(1 << 63), "x === -(2n ** 63n)", back=EQUAL),
    case("huge", huge, "x === 3n ** 50000n", back=EQUAL),
    case("-huge", -huge, "x === -(3n ** 50000n)", back=EQUAL),
    case("float", 2.5, "x === 2.5", back=EQUAL),
    case("integral float", 2.0, "x === 2", back=gives(2)),
    case("1e300", 1e300, "x === 1e300", back=EQUAL),
    case("text", "text", "x === 'text'", back=EQUAL),
    case("no text", "", "x === ''", back=EQUAL),
    case("NUL", "a\0b", "x === 'a\\0b'", back=EQUAL),
    case("latin1", "caf\xe9", "x === 'caf\\xe9'", back=EQUAL),
    case("UCS2", "\u20ac", "x === '\\u20ac'", back=EQUAL),
    case("non-BMP", "a\U0001f600b\u20ac", "x === 'a\\u{1f600}b\\u20ac'", back=EQUAL),
    case("lone surrogate", "a\ud800b", "x === 'a\\ud800b' && !x.isWellFormed()", back=EQUAL),
    case(
        "lone ones among others",
        "\U0001f600\udc00\ud83d",
        "x === '\\u{1f600}\\udc00\\ud83d' && x.length === 4",
        back=EQUAL,
    ),
    case("a pair apart", "\ud83d\ude00", "x === '\\u{1f600}'", back=gives("\U0001f600")),
    case("BOM", "\ufeffx", "x === '\\ufeffx'", back=EQUAL),
    case("bytes", b"abc", "x instanceof Uint8Array && x.length === 3 && x[2] === 99", back=memory(b"abc")),
    case("bytearray", bytearray(b"abc"), "x instanceof Uint8Array && x[2] === 99", back=memory(b"abc")),
    case(
        "aware datetime",
        datetime.datetime(2020, 1, 2, 3, 4, 5, 678999, datetime.timezone(datetime.timedelta(hours=2))),
        "x instanceof Date && x.toISOString() === '2020-01-02T01:04:05.678Z'",
        back=gives(datetime.datetime(2020, 1, 2, 1, 4, 5, 678000, UTC)),
    ),
    case(
        "naive datetime",
        datetime.datetime(2020, 7, 2, 3, 4, 5),
        "+x === +new Date(2020, 6, 2, 3, 4, 5)",
        back=gives(datetime.datetime(2020, 7, 2, 3, 4, 5).astimezone(UTC)),
    ),
    case(
        "before 1970",
        datetime.datetime(1950, 1, 1, 0, 0, 0, 1500, UTC),
        "x.toISOString() === '1950-01-01T00:00:00.001Z'",
        back=gives(datetime.datetime(1950, 1, 1, 0, 0, 0, 1000, UTC)),
    ),
    case(
        "the last second",
        datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, UTC),
        "x.toISOString() === '9999-12-31T23:59:59.999Z'",
        back=gives(datetime.datetime(9999, 12, 31, 23, 59, 59, 999000, UTC)),
    ),
    case(
        "date",
        datetime.date(2020, 1, 2),
        "+x === Date.UTC(2020, 0, 2)",
        back=gives(datetime.datetime(2020, 1, 2, tzinfo=UTC)),
    ),
    case(
        "time",
        datetime.time(1, 2),
        "x === '01:02:00'",
        "String(x) === '01:02:00'",
        back=(gives("01:02:00"), SAME),
    ),
    case(
        "timedelta",
        datetime.timedelta(seconds=1.5),
        "x === 1500",
        "Number(x) === 1500",
        back=(gives(1500), SAME),
    ),
    case(
        "Decimal", decimal.Decimal("1.10"), "x === '1.10'", "String(x) === '1.10'", back=(gives("1.10"), SAME)
    ),
    case(
        "Fraction", fractions.Fraction(1, 3), "x === '1/3'", "String(x) === '1/3'", back=(gives("1/3"), SAME)
    ),
    case(
        "complex",
        1 + 2j,
        "x === '(1+2j)'",
        "String(x) === '(1+2j)' && x.imag === 2",
        back=(gives("(1+2j)"), SAME),
    ),
    case(
        "UUID",
        uuid.UUID(int=5),
        "x === '00000000-0000-0000-0000-000000000005'",
        "String(x) === '00000000-0000-0000-0000-000000000005' && x.hex.length === 32",
        back=(gives("00000000-0000-0000-0000-000000000005"), SAME),
    ),
    case("Path", pathlib.Path("/x"), "x === '/x'", "String(x) === '/x'", back=(gives("/x"), SAME)),
    case("Enum", Color.RED, "x === 'red'", "x.value === 'red'", back=(gives("red"), SAME)),
    case("IntEnum", Number.ONE, "x === 1", "x.value === 1", back=(gives(1), SAME)),
    case("a str's subclass", Text("t"), "x === 't'", "String(x) === 't'", back=(gives("t"), SAME)),
    case(
        "dict",
        {"a": [1], "5": None},
        'str(x) === \'{"5":undefined,"a":[1]}\'',
        "x.a[0] === 1",
        back=(EQUAL, SAME),
    ),
    case(
        "dict of a name",
        {"__proto__": 1},
        "Object.keys(x)[0] === '__proto__' && Object.getPrototypeOf(x) === Object.prototype",
        "x.get('__proto__') === 1",
        back=(EQUAL, SAME),
    ),
    case(
        "dict by others",
        {1: "a", 2.5: "b"},
        "x instanceof Map && x.get(1) === 'a' && x.get(2.5) === 'b'",
        "x.get(1) === 'a' && x.get(2.5) === 'b'",
        back=(EQUAL, SAME),
    ),
    case(
        "dict of many",
        {f"k{i}": i for i in range(1000)},
        "Object.keys(x).length === 1000 && x.k999 === 999",
        "x.size === 1000 && x.k999 === 999",
        back=(EQUAL, SAME),
    ),
    case(
        "OrderedDict",
        ordered,
        "Object.keys(x).join() === 'b,a'",
        "[...x.keys()].join() === 'b,a'",
        back=(gives({"b": 2, "a": 1}), SAME),
    ),
    case(
        "mapping",
        collections.ChainMap({"a": 1}),
        "x.a === 1",
        "x.get('a') === 1",
        back=(gives({"a": 1}), SAME),
    ),
    case("list", [1, [2]], "Array.isArray(x) && x[1][0] === 2", back=(EQUAL, SAME)),
    case("list of None", [None, 1], "0 in x && x[0] === undefined && x.length === 2", back=(EQUAL, SAME)),
    case("tuple", (1, (2,)), "Array.isArray(x) && x[1][0] === 2", back=gives([1, [2]])),
    case(
        "namedtuple",
        Point(1, 2),
        "Array.isArray(x) && x[1] === 2",
        "x.y === 2 && x[0] === 1",
        back=(gives([1, 2]), SAME),
    ),
    case(
        "set",
        {1, "a"},
        "x instanceof Set && x.has('a') && x.size === 2",
        "x.has('a') && x.size === 2",
        back=(EQUAL, SAME),
    ),
    case("frozenset", frozenset([1]), "x instanceof Set && x.has(1)", "x.has(1)", back=(gives({1}), SAME)),
    case(
        "range", range(3), "x.join() === '0,1,2'", "[...x].join() === '0,1,2'", back=(gives([0, 1, 2]), SAME)
    ),
    case("deque", collections.deque([1]), "x[0] === 1", "x[0] === 1", back=(gives([1]), SAME)),
    case("a cycle", cycle, "x[1] === x", back=(lambda got, value: got[1] is got, SAME)),
    case("a cycle of dicts", loop, "x.get(2) === x", back=(lambda got, value: got[2] is got, SAME)),
    case(
        "shared data",
        [shared, shared, {"s": shared}],
        "x[0] === x[1] && x[0] === x[2].s",
        back=(lambda got, value: got[0] is got[1] and got[0] is got[2]["s"], SAME),
    ),
    case("dataclass", Box(), "x.a === 1 && x.inner[0] === 2", back=(gives({"a": 1, "inner": [2]}), SAME)),
    case("function", len, "typeof x === 'function' && x([1, 2]) === 2"),
    case("class", int, "typeof x === 'function' && x('5') === 5"),
    case("exception", ValueError("no"), "x instanceof Error && x.message === 'no'", "String(x) === 'no'"),
    case(
        "ndarray",
        wide,
        "x instanceof Float64Array && x.join() === '0,1,2'",
        "x.sum() === 3 && x.buffer instanceof Float64Array && x.buffer.join() === '0,1,2'",
        back=(memory(wide.tobytes()), SAME),
    ),
    case(
        "ndarray of dimensions",
        numpy.zeros((2, 3), "float32"),
        "x instanceof Float32Array && x.length === 6",
        "x.shape[1] === 3 && x.buffer.length === 6",
        back=(memory(bytes(24)), SAME),
    ),
    case("float64", numpy.float64(1.5), "x === 1.5", back=gives(1.5)),
    case("int64", numpy.int64(1 << 60), "x === 2n ** 60n", back=gives(1 << 60)),
    case("uint8", numpy.uint8(3), "x === 3", back=gives(3)),
    case("bool_", numpy.bool_(True), "x === true", back=gives(True)),
    case("str_", numpy.str_("s"), "x === 's'", back=gives("s")),
]

HELPERS = """
const is = Object.is;
const str = (x) => {
  if (x === undefined) return 'undefined';
  if (Array.isArray(x)) return '[' + x.map(str).join() + ']';
  if (typeof x !== 'object') return JSON.stringify(x);
  return '{' + Object.keys(x).map((key) => JSON.stringify(key) + ':' + str(x[key])).join() + '}';
};
"""


def came_back(number: int, got: Any) -> bool:
    """For JavaScript: whether what it gives is what the live value of that case is to come back as."""
    _, value, _, _, (_, check) = CASES[number]
    return check(got, value)


def seen(value: Any) -> str:
    """For JavaScript: what Python has got."""
    return f"{type(value).__name__} {value!r}" if not callable(value) else type(value).__name__
