"""C functions with signatures at random, for what a C compiler makes of them to be compared with what Naja does."""

import random
from dataclasses import dataclass

# The core's name of a type: C's, and printf's format for it.
TYPES = {
    "i8": ("int8_t", "%d"),
    "u8": ("uint8_t", "%u"),
    "i16": ("int16_t", "%d"),
    "u16": ("uint16_t", "%u"),
    "i32": ("int32_t", "%d"),
    "u32": ("uint32_t", "%u"),
    "i64": ("int64_t", "%ld"),
    "u64": ("uint64_t", "%lu"),
    "f32": ("float", "%.10g"),
    "f64": ("double", "%.17g"),
    "pointer": ("void*", "%lu"),
}


@dataclass(frozen=True)
class Value:
    """A value of a type."""

    type: str
    number: int | float

    @property
    def c(self) -> str:
        """In C."""
        if isinstance(self.number, float):
            return repr(self.number)
        return f"({TYPES[self.type][0]}){self.number % 2**64}UL"

    @property
    def js(self) -> str:
        """In JavaScript."""
        return f"{self.number}n" if self.type in ("i64", "u64", "pointer") else repr(self.number)


def some(source: random.Random, kind: str) -> Value:
    """Any value of a type, exact in it."""
    if kind[0] == "f":
        return Value(kind, source.randint(-(2**20), 2**20) / 16)
    if kind == "pointer":
        return Value(kind, source.randint(0, 2**47))
    bits = int(kind[1:])
    low = -(2 ** (bits - 1)) if kind[0] == "i" else 0
    return Value(kind, source.randint(low, low + 2**bits - 1))


def printed(value: str, kind: str) -> str:
    """What printf is handed."""
    return f"(unsigned long){value}" if kind == "pointer" else value


def generate(seed: int, count: int) -> tuple[str, str]:
    """C source and a JavaScript array: [parameters, result, values, returned] of each.

    fN prints what it gets into a text and returns a value; cN calls a function with the values and prints what
    comes back.
    """
    source = random.Random(seed)
    c = [
        "#include <stdint.h>\n#include <stdio.h>\nstatic char out[4096];\nconst char* output(void) { return out; }"
    ]
    js = []
    for number in range(count):
        values = [some(source, source.choice(list(TYPES))) for _ in range(source.randint(0, 18))]
        returned = some(source, source.choice(list(TYPES)))
        result = TYPES[returned.type][0]
        types = ", ".join(TYPES[value.type][0] for value in values) or "void"
        names = ", ".join(f"{TYPES[value.type][0]} a{i}" for i, value in enumerate(values)) or "void"
        shown = "".join(f", {printed(f'a{i}', value.type)}" for i, value in enumerate(values))
        formats = "".join(f" {TYPES[value.type][1]}" for value in values)
        c.append(
            f'{result} f{number}({names}) {{ snprintf(out, sizeof out, "{formats}"{shown}); return {returned.c}; }}'
        )
        call = f"{result} x = f({', '.join(value.c for value in values)});"
        show = f'snprintf(out, sizeof out, " {TYPES[returned.type][1]}", {printed("x", returned.type)});'
        c.append(f"void c{number}({result} (*f)({types})) {{ {call} {show} }}")
        parts = [
            "[" + ", ".join(f"'{value.type}'" for value in values) + "]",
            f"'{returned.type}'",
            "[" + ", ".join(value.js for value in values) + "]",
            returned.js,
        ]
        js.append(f"[{', '.join(parts)}]")
    return "\n".join(c), "module.exports = [" + ",\n".join(js) + "];"
