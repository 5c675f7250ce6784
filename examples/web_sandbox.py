"""FastAPI: programs of strangers, each in a process of its own that the kernel confines (Linux).

pip install fastapi uvicorn; uvicorn web_sandbox:app --app-dir examples
curl localhost:8000/run -H 'content-type: application/json' -d '{"code": "input.map((n) => n ** 2)", "input": [1, 2]}'
"""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel

import naja
from naja.sandbox import Pool


class Program(BaseModel):
    """What a stranger sends."""

    code: str
    input: Any = None


async def price(product: str) -> int:
    """What their programs may call, as an example: data that the service gives them, and no more."""
    await asyncio.sleep(0)
    return {"apple": 3, "pear": 4}[product]


@asynccontextmanager
async def lifespan(app: FastAPI):
    """Two sandboxes wait for the next requests. Each is used for one program, and thrown away."""
    quiet = {"stdout": lambda text: None, "stderr": lambda text: None}
    with Pool(2, timeout=1, memory_limit=64 << 20, globals={"price": price}, **quiet) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/run")
async def run(program: Program):
    """The value of a program. It has a second and 64 MiB, and cannot read, write or connect to anything."""
    runtime = await app.state.pool.take_async()
    try:
        runtime.globals["input"] = program.input
        return {"result": await runtime.eval_async(program.code, filename="program.js")}
    except naja.TimeoutError:
        return JSONResponse({"error": "takes too long"}, 422)
    except naja.MemoryLimitError:
        return JSONResponse({"error": "needs too much memory"}, 422)
    except (naja.JSError, naja.SandboxError, TypeError, ValueError) as error:
        return JSONResponse({"error": str(error)}, 422)
    finally:
        await asyncio.to_thread(runtime.close)
