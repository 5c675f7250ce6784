"""FastAPI: pages that JavaScript renders in the handler's own process, on its event loop.

pip install fastapi uvicorn; uvicorn web_fastapi:app --app-dir examples
"""

from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

import naja

RENDER = """
const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt()};`);
(async (name, load) => {
  const visits = await load(name);   // Python's coroutine, on FastAPI's loop
  return `<h1>Hello ${escape(name)}</h1><p>Visit ${visits}</p>`;
})
"""
visits: dict[str, int] = {}


async def count_visit(name: str) -> int:
    """Stands for a query of a database."""
    visits[name] = visits.get(name, 0) + 1
    return visits[name]


@asynccontextmanager
async def lifespan(app: FastAPI):
    """One runtime for the process's event loop."""
    with naja.Runtime() as rt:
        app.state.render = rt.eval(RENDER, filename="render.js")
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/{name}", response_class=HTMLResponse)
async def page(name: str) -> str:
    """Rendered by JavaScript; other requests go on while it waits."""
    return await app.state.render(name, count_visit)
