"""The programs examples/web_*.py."""

import asyncio
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))


def test_fastapi() -> None:
    import httpx
    from web_fastapi import app, lifespan

    async def visit() -> list[str]:
        transport = httpx.ASGITransport(app=app)
        async with lifespan(app), httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answers = await asyncio.gather(*[client.get(f"/{name}") for name in ("ada", "ada", "<b>")])
            return sorted(answer.text for answer in answers)

    assert asyncio.run(visit()) == [
        "<h1>Hello &#60;b&#62;</h1><p>Visit 1</p>",
        "<h1>Hello ada</h1><p>Visit 1</p>",
        "<h1>Hello ada</h1><p>Visit 2</p>",
    ]


@pytest.mark.parametrize(
    ("code", "status", "answer"),
    [
        ("input.map((n) => n * 2)", 200, {"result": [2, 4]}),
        ("for (;;);", 422, {"error": "takes too long"}),
        ("throw new Error('no')", 422, {"error": "no"}),
    ],
)
def test_flask(code: str, status: int, answer: object) -> None:
    from web_flask import app

    response = app.test_client().post("/run", json={"code": code, "input": [1, 2]})
    assert (response.status_code, response.get_json()) == (status, answer)


def test_django() -> None:
    import web_django  # noqa: F401
    from django.test import Client

    response = Client().get("/?lang=js&lang=py")
    assert (response.status_code, response.content) == (200, b"<ul><li>js</li><li>py</li></ul>")


def test_react(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib
    import shutil

    import httpx

    root = Path(__file__).resolve().parents[2]
    shutil.copytree(root / "examples" / "web_react", tmp_path / "web_react")
    (tmp_path / "node_modules").symlink_to(root / "bench" / "node_modules")
    monkeypatch.syspath_prepend(tmp_path / "web_react")
    module = importlib.import_module("app")

    async def visit() -> list[tuple[int, str]]:
        transport = httpx.ASGITransport(app=module.app)
        async with (
            module.lifespan(module.app),
            httpx.AsyncClient(transport=transport, base_url="http://test") as client,
        ):
            answers = [await client.get(f"/order/{number}") for number in (7, 8)]
            return [(answer.status_code, answer.text) for answer in answers]

    page = "<!doctype html><main><h1>{}</h1><table><tbody>{}</tbody></table></main>"
    rows = (
        '<tr class="few"><td>Tea</td><td>2</td><td>9.00</td></tr>'
        '<tr class="many"><td>Cups &amp; saucers</td><td>6</td><td>72.00</td></tr>'
    )
    assert asyncio.run(visit()) == [
        (200, page.format("Order 7", rows)),
        (404, page.format("No such order", "")),
    ]
