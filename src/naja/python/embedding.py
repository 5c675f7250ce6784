"""naja.Runtime: in this process, or with `isolation="process"` in one that the kernel confines."""

import sys
from abc import ABCMeta

from naja.python.runtime import Runtime as InProcess

# What only a process of its own has.
OF_PROCESSES = ("strict", "output_limit", "message_limit", "max_files", "max_threads", "max_file_size")


class Signature:
    """`inspect.signature(Runtime)`: that of `__init__`, and not of `__new__`, which takes anything."""

    def __get__(self, instance: object, owner: type) -> object:
        """The signature of the class that it is asked of."""
        import inspect

        signature = inspect.signature(owner.__init__)
        return signature.replace(parameters=list(signature.parameters.values())[1:])


class Runtime(InProcess, metaclass=ABCMeta):
    """A JavaScript runtime of its own: heap, globals, modules, event loop.

    isolation: None for this process; "process" for one of its own without rights, for hostile code (Linux): that gives
    a naja.sandbox.ProcessRuntime, which is used in the same way. What cannot be sent to another process is refused.

    permissions: naja.Permissions, or "all"; by default it may do nothing but compute. memory_limit: bytes; timeout,
    cpu_limit: seconds for each call. modules: what import and require find first, by specifier: Python modules or
    mappings. globals: what globalThis has besides. stdout, stderr: a file, a function or a descriptor. on_error: called
    with exceptions that nobody catches. argv, env, cwd, root: process.argv, process.env, process.cwd(), and where
    specifiers are resolved from. With isolation="process" also strict, output_limit, message_limit, max_files,
    max_threads, max_file_size: see naja.sandbox.ProcessRuntime.
    """

    __slots__ = ()
    __module__ = "naja"
    __signature__ = Signature()

    def __new__(cls, *args, isolation=None, **options):
        """One in this process, or with `isolation="process"` a ProcessRuntime."""
        if isolation is None:
            for name in OF_PROCESSES:
                if name in options and cls is Runtime:
                    raise TypeError(f'{name} is for isolation="process"')
            return super().__new__(cls)
        if isolation != "process":
            raise ValueError(f'isolation must be None or "process", not {isolation!r}')
        if cls is not Runtime:
            base = "naja.sandbox.ProcessRuntime"
            raise TypeError(
                f'{cls.__name__} is one in this process: for isolation="process" derive it from {base}'
            )
        from naja.sandbox.runtime import ProcessRuntime

        return ProcessRuntime(*args, **options)

    def __init__(
        self, *, isolation=None, permissions=None, memory_limit=None, timeout=None, cpu_limit=None, modules=None,
        globals=None, stdout=None, stderr=None, on_error=None, argv=(), env=None, cwd=None, root=None,
    ):  # fmt: skip
        super().__init__(
            permissions=permissions, memory_limit=memory_limit, timeout=timeout, cpu_limit=cpu_limit, modules=modules,
            globals=globals, stdout=stdout, stderr=stderr, on_error=on_error, argv=argv, env=env, cwd=cwd, root=root,
        )  # fmt: skip

    @classmethod
    def __subclasshook__(cls, other):
        """A ProcessRuntime is a Runtime, although it has no engine in this process."""
        if cls is not Runtime:
            return NotImplemented
        sandbox = sys.modules.get("naja.sandbox.runtime")
        return True if sandbox is not None and sandbox.ProcessRuntime in other.__mro__ else NotImplemented
