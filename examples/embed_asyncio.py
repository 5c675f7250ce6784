"""Promises and asyncio on one event loop: JavaScript's timers and Python's run side by side."""

import asyncio

import naja

PROGRAM = """
const { setTimeout: sleep } = await import('node:timers/promises');
return async (name, count) => {
  for (let i = 1; i <= count; i++) {
    await sleep(20);
    console.log(`${name}: ${i}`);
  }
  return count;
};
"""


async def main() -> None:
    """Two counters in JavaScript, one in Python."""
    with naja.Runtime(stdout=lambda text: print(text, end="")) as rt:
        count = await rt.eval_async(PROGRAM)

        async def python() -> int:
            for i in range(1, 4):
                await asyncio.sleep(0.02)
                print(f"Python: {i}")
            return 3

        print("counted", sum(await asyncio.gather(count("A", 3), count("B", 2), python())))


asyncio.run(main())
