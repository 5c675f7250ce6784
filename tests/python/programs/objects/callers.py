"""Functions that call, iterate and await what JavaScript gives them."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any


def called(function: Callable[[], Any]) -> Any:
    return function()


def calling(function: Callable[[], Any]) -> Any:
    return function()


def first(iterable: Iterable[Any]) -> Any:
    for each in iterable:
        return each
    return None


class Reading:
    @staticmethod
    async def talk(steps: Any) -> Any:
        got = await steps.asend(None), await steps.asend("word")
        await steps.aclose()
        return got

    @staticmethod
    async def ticks() -> AsyncIterator[Any]:
        yield (yield 0)

    @staticmethod
    async def group(function: Callable[[int], Any]) -> Any:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(function(i)) for i in (1, 2)]
        return tuple(task.result() for task in tasks)

    @staticmethod
    def traceback(function: Callable[[], Any]) -> str:
        try:
            function()
        except Exception:
            return traceback.format_exc()
        return ""
