"""`import { shout } from "shout:"`, `import whisper from "shout:whisper"` and `import greet from "loud-greeting"`."""

from pathlib import Path

from naja import op

greeting = Path(__file__).with_name("greeting.js")  # a path is a JavaScript module


@op
def shout(text: str) -> str:
    """TEXT!"""
    return f"{text.upper()}!"


@op
async def whisper(text: str) -> str:
    """text... in a while: JavaScript gets a Promise."""
    from asyncio import sleep

    await sleep(0.01)
    return f"{text.lower()}..."
