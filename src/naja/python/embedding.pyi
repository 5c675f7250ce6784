from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import Any, Literal, Self, overload

from naja.python.runtime import Output
from naja.python.runtime import Runtime as InProcess
from naja.sandbox.runtime import Folders, ProcessRuntime

class Runtime(InProcess):
    @overload
    def __new__(
        cls,
        *,
        isolation: Literal["process"],
        permissions: object = None,
        memory_limit: int | None = ...,
        timeout: float | None = None,
        cpu_limit: float | None = None,
        modules: Mapping[str, Any] | Folders | None = None,
        globals: Mapping[str, Any] | None = None,
        stdout: Output = None,
        stderr: Output = None,
        on_error: Callable[[BaseException], object] | None = None,
        argv: Iterable[str] = (),
        env: Mapping[str, str] | None = None,
        cwd: str | PathLike[str] | None = None,
        root: str | PathLike[str] | None = None,
        strict: bool = False,
        output_limit: int | None = ...,
        message_limit: int = ...,
        max_files: int = ...,
        max_threads: int = ...,
        max_file_size: int | None = ...,
    ) -> ProcessRuntime: ...
    @overload
    def __new__(
        cls,
        *,
        isolation: None = None,
        permissions: object = None,
        memory_limit: int | None = None,
        timeout: float | None = None,
        cpu_limit: float | None = None,
        modules: Mapping[str, Any] | None = None,
        globals: Mapping[str, Any] | None = None,
        stdout: Output = None,
        stderr: Output = None,
        on_error: Callable[[BaseException], object] | None = None,
        argv: Iterable[str] = (),
        env: Mapping[str, str] | None = None,
        cwd: str | PathLike[str] | None = None,
        root: str | PathLike[str] | None = None,
    ) -> Self: ...
