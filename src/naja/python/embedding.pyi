from typing import Literal, Self, Unpack, overload

from naja.python.options import ProcessOptions, RuntimeOptions
from naja.python.runtime import Runtime as InProcess
from naja.sandbox.runtime import ProcessRuntime

class Runtime(InProcess):
    @overload
    def __new__(
        cls, *, isolation: Literal["process"], **options: Unpack[ProcessOptions]
    ) -> ProcessRuntime: ...
    @overload
    def __new__(cls, *, isolation: None = None, **options: Unpack[RuntimeOptions]) -> Self: ...
