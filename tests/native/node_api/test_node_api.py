"""Node-API beside Node.js: the same addon, the same program, the same output."""

import difflib
import json
import os
import re
from pathlib import Path

import pytest
from building import HERE, Build, builder, outcome


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return builder(tmp_path_factory)


def same(naja: Path, node: Path, folder: Path, *args: str | Path) -> str:
    """Runs a program under both; fails where they differ. What both print."""
    wanted = outcome(node, folder, *args)
    got = outcome(naja, folder, *args)
    assert wanted.stdout, wanted.stderr
    lines = difflib.unified_diff(
        wanted.stdout.splitlines(), got.stdout.splitlines(), "node", "naja", lineterm="", n=0
    )
    told = "\n".join(
        [*list(lines)[:40], f"exit code {got.code}, of Node.js {wanted.code}", got.stderr[-2000:]]
    )
    assert (got.stdout, got.code) == (wanted.stdout, wanted.code), told
    return got.stdout


def test_every_function_answers_every_kind_of_value(
    naja: Path, node: Path, build: Build, tmp_path: Path
) -> None:
    said = same(naja, node, tmp_path, HERE / "calls.js", build("calls", "calls_memory.c"))
    assert said.count("\n") > 9000


VERSIONS = ["-DNAPI_VERSION=8", "-DNAPI_VERSION=10", "-DEXPERIMENTAL"]


@pytest.mark.parametrize("version", VERSIONS)
def test_references_wraps_and_finalizers(
    version: str, naja: Path, node: Path, build: Build, tmp_path: Path
) -> None:
    """By the version that an addon is compiled for: since 10 any value can be referred to, and addons of the
    experimental version have their finalizers run within the collector."""
    same(naja, node, tmp_path, "--expose-gc", HERE / "lifetime.js", build("lifetime", version))


ENDS = ["normal", "exit", "exit later", "throw", "unref", "worker normal", "worker exit", "worker throw"]


@pytest.mark.parametrize("way", ENDS)
@pytest.mark.parametrize("slow", ["quick", "slow"])
def test_the_end_runs_in_the_same_order(
    way: str, slow: str, naja: Path, node: Path, build: Build, tmp_path: Path
) -> None:
    """Hooks, those that take time, finalizers and instance data: at the end of a process or a worker, however it
    comes about. process.exit() of the main thread runs none of them."""
    same(naja, node, tmp_path, HERE / "ending.js", build("lifetime", VERSIONS[1]), way, slow)


def test_a_worker_that_is_terminated_ends_in_order(
    naja: Path, node: Path, build: Build, tmp_path: Path
) -> None:
    same(naja, node, tmp_path, HERE / "ending.js", build("lifetime", VERSIONS[0]), "worker terminate", "slow")


def test_work_threads_and_callbacks(naja: Path, node: Path, build: Build, tmp_path: Path) -> None:
    same(naja, node, tmp_path, HERE / "async.js", build("async"))


def test_a_fatal_error_ends_the_process(naja: Path, node: Path, build: Build, tmp_path: Path) -> None:
    ends = [
        outcome(runtime, tmp_path, HERE / "async.js", build("async"), "fatal error")
        for runtime in (node, naja)
    ]
    for end in ends:
        assert end.code == -6
        assert end.stderr.startswith("FATAL ERROR: a place the message\n----- Native stack trace -----\n")
        assert re.search(r"----- JavaScript stack trace -----\n\n1: .*async\.js:\d+:\d+\)?\n", end.stderr)


def test_a_finalizer_must_not_touch_the_heap_within_the_collector(
    naja: Path, build: Build, tmp_path: Path
) -> None:
    """An addon of the experimental version that breaks its promise is told so, and the process ends."""
    addon = build("lifetime", VERSIONS[2], "-DFINALIZERS_MISBEHAVE")
    end = outcome(
        naja, tmp_path, "--expose-gc", "-e", f"require({str(addon)!r}).add({{}}, 'x'); setTimeout(gc, 1)"
    )
    assert end.code == -6
    assert re.match(
        r"FATAL ERROR: Finalizer is calling a function that may affect GC state\.\n"
        r".*\nUse `node_api_post_finalizer`",
        end.stderr,
    )


def test_memory_returns(naja: Path, build: Build, tmp_path: Path) -> None:
    """NAJA_SOAK=1 runs ten million wraps and a million references."""
    full = os.environ.get("NAJA_SOAK") == "1"
    wraps, references = (10_000_000, 1_000_000) if full else (200_000, 100_000)
    words = ["--expose-gc", HERE / "soak.js", build("lifetime", VERSIONS[1]), str(wraps), str(references)]
    end = outcome(naja, tmp_path, *words, timeout=600 if full else 60)
    assert end.code == 0, end.stderr
    found = json.loads(end.stdout)
    print(found)
    assert found["made"] == found["freed"] >= wraps
    assert found["waiting"] == 0
    if "asan" not in naja.parts:
        assert found["end"] < found["start"] * 1.25 + 16, found
