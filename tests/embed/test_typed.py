"""The program that mypy checks, and what it does not let pass."""

import inspect

import naja


def test_typed():
    from typed_program import main

    assert main() == [
        6, 4.5, 2, 5, 5, "TypeError", None, True, (2, 3), 6, 5, 7, "interrupted", "timeout", "shown\n",
    ]  # fmt: skip


def test_the_options_are_all_there():
    """What is written for type checkers is what there is."""
    of_runtime = set(inspect.signature(naja.Runtime).parameters) - {"isolation"}
    assert set(naja.RuntimeOptions.__annotations__) == of_runtime
    from naja.sandbox.runtime import ProcessRuntime

    of_process = set(inspect.signature(ProcessRuntime).parameters)
    assert set(naja.ProcessOptions.__annotations__) == of_process
