"""Python's half of the proxies that JavaScript has of Python objects: what need not be fast.

python/js/helpers.js calls these; objects*.pxi is the rest.
"""

import sys
from collections.abc import Generator, Iterable, Mapping
from typing import Any

from naja.python.bridge import empty as empty
from naja.python.bridge import gc as gc
from naja.python.imports import begin as begin
from naja.python.imports import get_name as get_name
from naja.python.imports import names_of as names_of
from naja.python.imports import submodule as submodule


def resume(iterator: Any, way: str, value: object) -> tuple[object, bool]:
    """One step of an iterator, as JavaScript's protocol has it: what it gives, and whether that was its end.

    way: send, throw or close. A Python iterator that is no generator has no such ways: `send` is its next, and `close`
    only ends it.
    """
    try:
        if way == "close":
            close = getattr(iterator, "close", None)
            if close is not None:
                close()
            return value, True
        if way == "throw":
            if hasattr(iterator, "throw"):
                return iterator.throw(as_exception(value)), False
            raise as_exception(value)
        if value is not None and isinstance(iterator, Generator):
            return iterator.send(value), False
        return next(iterator), False
    except StopIteration as end:
        return end.value, True


def as_exception(value: object) -> BaseException:
    """What is raised for a value that JavaScript throws."""
    if isinstance(value, BaseException) or (isinstance(value, type) and issubclass(value, BaseException)):
        return value  # type: ignore[return-value]
    from naja.python.errors import JSError

    return JSError(str(value))


def type_name(value: object) -> str:
    """For Symbol.toStringTag."""
    return type(value).__name__


def is_instance(value: object, kind: type) -> bool:
    """`value instanceof kind`."""
    return isinstance(value, kind)


def is_instance_of_primitive(value: object, kind: type) -> bool:
    """The same of what is no proxy: a string is a str, a number an int or a float."""
    return isinstance(value, kind)


def are_equal(a: Any, b: Any) -> bool:
    """For assert.deepEqual: whether two objects are of one type and equal, arrays of numpy in all their elements."""
    if type(a) is not type(b):
        return False
    if isinstance(a, BaseException):
        return a is b or (a.args == b.args and vars(a) == vars(b))
    result = a == b
    if isinstance(result, bool):
        return result
    whole = getattr(a, "equals", None)  # of pandas
    if whole is not None:
        return bool(whole(b))
    every = getattr(result, "all", None)
    return bool(result if every is None else every())


def get_item(self: Any, keys: Iterable[object]) -> object:
    """`self[a, b]`."""
    return self[tuple(keys)]


def set_item(self: Any, keys: Iterable[object], value: object) -> None:
    """`self[a, b] = value`."""
    self[tuple(keys)] = value


def set_delete(self: set[object], value: object) -> bool:
    """Set.prototype.delete."""
    if value not in self:
        return False
    self.remove(value)
    return True


def set_length(self: list[object], length: int) -> None:
    """`list.length = length`."""
    if length < len(self):
        del self[length:]
    else:
        self.extend([None] * (length - len(self)))


def splice(self: list[object], start: int, count: int, values: list[object]) -> list[object]:
    """Array.prototype.splice; what was taken out."""
    taken = self[start : start + count]
    self[start : start + count] = list(values)
    return taken


def permute(self: list[object], order: list[int]) -> None:
    """Puts the elements into another order."""
    self[:] = [self[int(place)] for place in order]


def leave(context: Any) -> None:
    """The end of a `using` block."""
    entered.pop(id(context), None)
    context.__exit__(None, None, None)


entered: dict[int, object] = {}


def to_number(value: Any) -> object:
    """What an object is as a number: durations and times in milliseconds; NaN for what is none."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.datetime64, numpy.timedelta64)):
        span = value - numpy.datetime64(0, "ms") if isinstance(value, numpy.datetime64) else value
        return float(span / numpy.timedelta64(1, "ms"))
    for convert in ("__index__", "__float__"):
        if hasattr(type(value), convert):
            try:
                number = getattr(value, convert)()
            except TypeError:  # a tensor has both, and is one of them
                if convert == "__float__":
                    raise
                continue
            return float(number) if abs(number) > 2**53 else number
    datetime = sys.modules.get("datetime")
    if datetime is not None:
        if isinstance(value, datetime.timedelta):
            return value / datetime.timedelta(milliseconds=1)
        if isinstance(value, datetime.datetime):
            return value.timestamp() * 1000
        if isinstance(value, datetime.time):
            return ((value.hour * 60 + value.minute) * 60 + value.second) * 1000 + value.microsecond / 1000
    return float("nan")


def to_json(value: Any) -> object:
    """What JSON.stringify sees of an object: containers and dataclasses as data, all else as what str() says."""
    if isinstance(value, Mapping):
        return {str(key): each for key, each in value.items()}
    if isinstance(value, (set, frozenset, range)):
        return tuple(value)
    if isinstance(value, tuple):
        return tuple(value)
    enum = sys.modules.get("enum")
    if enum is not None and isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, type) or callable(value):
        return None
    if hasattr(value, "tolist") and hasattr(value, "dtype"):
        return value.tolist()
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        return value.to_dict("records")  # pandas
    for kind, plain in ((str, str), (int, int), (float, float)):
        if isinstance(value, kind):
            return plain(value)
    fields = getattr(type(value), "__dataclass_fields__", None)
    if fields is not None:
        return {name: getattr(value, name) for name in fields if hasattr(value, name)}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if getattr(type(value), "__str__", None) is object.__str__ and hasattr(value, "__dict__"):
        return {name: each for name, each in vars(value).items() if not name.startswith("_")}
    return str(value)


def evaluate(source: str, scope: dict[str, object] | None = None) -> object:
    """py.eval."""
    return eval(source, main_scope() if scope is None else scope)


def execute(source: str, scope: dict[str, object] | None = None) -> dict[str, object]:
    """py.exec."""
    names = main_scope() if scope is None else scope
    exec(source, names)
    # exec adds __builtins__, and what C code imports while one of the functions runs is looked up by them.
    return {name: value for name, value in names.items() if name != "__builtins__"}


def main_scope() -> dict[str, object]:
    """The names of py.eval and py.exec: those of a module of their own."""
    return _scope


_scope: dict[str, object] = {"__name__": "__naja__"}


def leave_with(context: Any, error: object) -> bool:
    """The end of a `with` whose body has thrown; whether the error is dealt with."""
    exception = as_exception(error)
    return bool(context.__exit__(type(exception), exception, exception.__traceback__))


async def leave_async_with(context: Any, error: object) -> bool:
    """The same of an `async with`."""
    exception = as_exception(error)
    return bool(await context.__aexit__(type(exception), exception, exception.__traceback__))


def attribute_of_super(kind: type, self: object, name: str) -> tuple[bool, object]:
    """`super.name` in a JavaScript class that extends a Python one: whether there is such an attribute, and it."""
    for each in kind.__mro__:
        if name in each.__dict__:
            found = each.__dict__[name]
            bind = getattr(type(found), "__get__", None)
            return True, found if bind is None else bind(found, self, type(self))
    return False, None


def extend(
    base: type,
    name: str,
    methods: dict[str, Any],
    accessors: dict[str, list[Any]],
    statics: dict[str, Any],
    build: Any,
) -> tuple[int, type]:
    """The class in Python of a JavaScript class, and its number: js/extending.js.

    methods, accessors ([get, set]): called with the instance first. build: constructs one, as JavaScript's `new`.
    """
    global classes_made
    classes_made += 1
    space: dict[str, Any] = {key: staticmethod(each) for key, each in statics.items()}
    space.update(methods)
    space.update({key: property(*each) for key, each in accessors.items()})
    space.update(__module__="javascript", __naja_class__=classes_made, __naja_build__=staticmethod(build))
    if base.__itemsize__ == 0:
        slots = [] if hasattr(base, "__naja_self__") else ["__naja_self__"]
        slots += [] if base.__dictoffset__ else ["__dict__"]
        slots += [] if base.__weakrefoffset__ else ["__weakref__"]
        space["__slots__"] = tuple(slots)
    return classes_made, metaclass_of(type(base))(name, (base,), space)


classes_made = 0
metaclasses: dict[type, Any] = {}


def metaclass_of(kind: Any) -> Any:
    """The class of such classes: who calls one of them has JavaScript's constructor run."""
    if hasattr(kind, "__naja_kind__"):
        return kind
    if kind not in metaclasses:

        def call(cls: Any, *args: Any, **kwargs: Any) -> Any:
            build = cls.__dict__.get("__naja_build__")
            return kind.__call__(cls, *args, **kwargs) if build is None else build.__func__(args, kwargs)

        space = {"__call__": call, "__naja_kind__": kind, "__module__": "javascript"}
        metaclasses[kind] = type(kind)(kind.__name__, (kind,), space)
    return metaclasses[kind]


def instantiate(kind: Any, *args: Any, **kwargs: Any) -> Any:
    """What `super(...)` in JavaScript's constructor gives: an instance as Python makes it."""
    return type(kind).__naja_kind__.__call__(kind, *args, **kwargs)


def short_repr(value: Any) -> str:
    """repr(), of long containers their beginning."""
    if isinstance(value, (list, dict, set, frozenset)) and len(value) > 200:
        from reprlib import Repr

        short = Repr()
        short.maxlist = short.maxdict = short.maxset = short.maxfrozenset = 100
        short.maxstring = short.maxother = 1000
        return f"{short.repr(value)} ({len(value)} items)"
    try:
        return repr(value)
    except Exception as error:
        return f"<{type(value).__name__} object whose repr() raised {type(error).__name__}>"


def describe_callable(value: Any) -> str | None:
    """One line with a function's signature, and what its documentation begins with; None for classes and instances."""
    if isinstance(value, type) or not hasattr(value, "__name__"):
        return None
    text = f"[Python function] {signature_of(value)}"
    documentation = documentation_of(value)
    return f"{text}\n\n{indent(documentation.partition(chr(10) * 2)[0])}" if documentation else text


def describe(value: Any) -> str:
    """The signature and all of the documentation of anything."""
    heads = [signature_of(value)] if callable(value) else [type(value).__name__]
    documentation = documentation_of(value)
    return "\n\n".join([*heads, indent(documentation)]) if documentation else heads[0]


def signature_of(value: Any) -> str:
    """`name(a, b=1)`; builtins that do not tell have `(...)`."""
    from inspect import signature

    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None) or type(value).__name__
    module = getattr(value, "__module__", None)
    if isinstance(module, str) and module not in ("builtins", "__main__"):
        name = f"{module}.{name}"
    try:
        return f"{name}{signature(value)}"
    except (ValueError, TypeError):
        return f"{name}(...)"


def documentation_of(value: Any) -> str:
    """Without the indentation of the source."""
    from inspect import getdoc

    return getdoc(value) or ""


def indent(text: str) -> str:
    """Each line that is not empty."""
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))


def traceback_of(error: BaseException) -> str:
    """An exception with its traceback, without the frames of the bridge; one line where that is all."""
    from traceback import format_exception

    own = error.__traceback__
    while own is not None and is_of_the_bridge(own.tb_frame.f_code.co_filename):
        own = own.tb_next
    return "".join(format_exception(type(error), error, own)).rstrip()


BRIDGE = "node:internal/python/js/"  # where its functions are, in a JavaScript stack


def with_frames(stack: str, error: BaseException) -> str:
    """A JavaScript stack with Python's frames in the place of the bridge's: those of the innermost call of Python that
    has none yet, which `error` has just come through."""
    lines = stack.split("\n")
    first = next((i for i, line in enumerate(lines) if line.startswith("    at ") and BRIDGE in line), None)
    if first is None:
        return stack
    end = first
    while end < len(lines) and BRIDGE in lines[end]:
        end += 1
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if not is_of_the_bridge(code.co_filename):
            frames.append(f"    at {code.co_name} ({code.co_filename}:{trace.tb_lineno})")
        trace = trace.tb_next
    return "\n".join([*lines[:first], *reversed(frames), *lines[end:]])


def is_of_the_bridge(filename: str) -> bool:
    """Whether code is Naja's own, or what Python imports with."""
    if filename.startswith("src/naja/python/") and filename.endswith((".pxi", ".pyx")):
        return True
    return filename in OWN_FILES or filename.startswith("<frozen importlib.")


FOLDER = __file__.rpartition("/")[0]
OWN_FILES = (__file__, f"{FOLDER}/imports.py")


def names(value: object) -> tuple[str, ...]:
    """What can follow a dot, public names only."""
    return tuple(name for name in dir(value) if not name.startswith("_"))
