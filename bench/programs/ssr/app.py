"""A FastAPI application whose handler renders a page with React: `app.py naja`, or `app.py httpx PORT` by a sidecar.

Prints its port when it listens.
"""

import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

HERE = Path(__file__).parent


def props(number: int) -> dict[str, Any]:
    """What the page is made of: twenty lines."""
    lines = [{"name": f"Article {number}-{i}", "count": i % 9, "price": 1.25 * i} for i in range(20)]
    return {"title": f"Order {number}", "lines": lines}


def with_naja(app: FastAPI) -> None:
    """React in this process."""
    import naja

    runtime = naja.Runtime(permissions="all")
    render = runtime.import_(str(HERE / "page.mjs")).render

    @app.get("/order/{number}", response_class=HTMLResponse)
    async def order(number: int) -> str:
        return str(render(props(number)))


def with_sidecar(app: FastAPI, clients: dict[str, Any], port: str) -> None:
    """React in a Node.js of its own, asked over HTTP."""
    url = f"http://127.0.0.1:{port}/"

    if "httpx" in clients:

        @app.get("/order/{number}", response_class=HTMLResponse)
        async def order(number: int) -> str:
            return str((await clients["httpx"].post(url, json=props(number))).text)

    else:

        @app.get("/order/{number}", response_class=HTMLResponse)
        async def order_by_aiohttp(number: int) -> str:
            async with clients["aiohttp"].post(url, json=props(number)) as response:
                return str(await response.text())


def main() -> None:
    """Serves on a free port."""
    kind = sys.argv[1]
    clients: dict[str, Any] = {}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if kind == "naja":
            with_naja(app)
        elif kind == "httpx":
            import httpx

            clients["httpx"] = httpx.AsyncClient()
            with_sidecar(app, clients, sys.argv[2])
        else:
            import aiohttp

            clients["aiohttp"] = aiohttp.ClientSession()
            with_sidecar(app, clients, sys.argv[2])
        print(listener.getsockname()[1], flush=True)
        yield

    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    app = FastAPI(lifespan=lifespan)
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", access_log=False, loop="uvloop", http="httptools")
    )
    os.environ.setdefault("NODE_ENV", "production")
    server.run(sockets=[listener])


main()
