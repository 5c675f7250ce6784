"""FastAPI: pages that React renders in the handler's own process, from a component in TypeScript.

npm install --prefix examples/web_react; pip install fastapi uvicorn; uvicorn app:app --app-dir examples/web_react
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

import naja
from naja.permissions import Permissions

HERE = Path(__file__).resolve().parent
ORDERS = {
    7: [{"name": "Tea", "count": 2, "price": 4.5}, {"name": "Cups & saucers", "count": 6, "price": 12.0}],
}


def packages() -> Path:
    """The node_modules that React is installed in: here, or in a folder above."""
    for folder in (HERE, *HERE.parents):
        if (folder / "node_modules" / "react").is_dir():
            return folder / "node_modules"
    raise FileNotFoundError("npm install react react-dom")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """One runtime for the process. It may read the component and the packages, and nothing else."""
    allowed = Permissions(read=[str(HERE), str(packages())])
    with naja.Runtime(permissions=allowed, root=HERE, env={"NODE_ENV": "production"}) as rt:
        app.state.render = rt.import_("./order.tsx").render
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/order/{number}", response_class=HTMLResponse)
async def order(number: int) -> HTMLResponse:
    """A page; its data are Python's, as they are."""
    if number not in ORDERS:
        return HTMLResponse(app.state.render({"title": "No such order", "lines": []}), 404)
    return HTMLResponse(app.state.render({"title": f"Order {number}", "lines": ORDERS[number]}))
