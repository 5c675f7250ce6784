"""The global object of a runtime, as a Python mapping."""

from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from naja.python.runtime import Runtime


class Globals(MutableMapping[str, Any]):
    """`rt.globals`: reads, sets and deletes properties of globalThis; names are those that `Object.keys` gives."""

    __slots__ = ("_runtime",)

    def __init__(self, runtime: "Runtime") -> None:
        self._runtime = runtime

    def __getitem__(self, name: str) -> Any:
        found, value = self._runtime._get_global(name)
        if not found:
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self._runtime._set_global(name, value)

    def __delitem__(self, name: str) -> None:
        if not self._runtime._delete_global(name):
            raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._runtime._has_global(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._runtime._global_names())

    def __len__(self) -> int:
        return len(self._runtime._global_names())

    def __repr__(self) -> str:
        return f"<globals of {self._runtime!r}>"
