"""The arguments of naja.Runtime, for type checkers: `options: naja.RuntimeOptions = {}; naja.Runtime(**options)`."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, Protocol, TypedDict

from naja.permissions import Grant, Permissions

Granted = Permissions | Mapping[str, Grant] | bool | Literal["all"] | None
Folder = str | os.PathLike[str]


class Writer(Protocol):
    """A file, as far as it is needed."""

    def write(self, text: str, /) -> object:
        """What is done with output."""


Output = Writer | Callable[[str], object] | int | None


class Options(TypedDict, total=False):
    """What all kinds of runtimes take; docs/embedding.md says what it is."""

    permissions: Granted
    memory_limit: int | None
    timeout: float | None
    cpu_limit: float | None
    globals: Mapping[str, Any] | None
    stdout: Output
    stderr: Output
    on_error: Callable[[BaseException], object] | None
    argv: Iterable[str]
    env: Mapping[str, str] | None
    cwd: Folder | None
    root: Folder | None


class RuntimeOptions(Options, total=False):
    """Of a Runtime in this process."""

    modules: Mapping[str, Any] | None


class ProcessOptions(Options, total=False):
    """Of one with `isolation="process"`."""

    modules: Mapping[str, Any] | Folder | Iterable[Folder] | None
    strict: bool
    output_limit: int | None
    message_limit: int
    max_files: int
    max_threads: int
    max_file_size: int | None
