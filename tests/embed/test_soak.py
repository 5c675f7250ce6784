"""Many runtimes, one after another and at once: nothing of them is left (the long version: python -m bench.soak)."""

import json
import subprocess
import sys

from conftest import ROOT

PROGRAM = """
import dataclasses, json, sys
from bench import soak

kinds, before, after = list(soak.KINDS), int(sys.argv[1]), int(sys.argv[2])
threads = int(sys.argv[3])

def run(count):
    if threads:
        soak.at_once(kinds, count, threads, 2 * threads)
    else:
        list(soak.one_by_one(kinds, count))
    return dataclasses.asdict(soak.sample()) | {"objects": soak.Thing.alive}

print(json.dumps([run(before), run(after)]))
"""


def samples(*words: int) -> list[dict[str, int]]:
    """What a process has after its first runtimes, and after the others."""
    result = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-W", "error", "-c", PROGRAM, *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (result.returncode, result.stderr) == (0, ""), result.stderr
    found: list[dict[str, int]] = json.loads(result.stdout)
    return found


def compare(found: list[dict[str, int]], mebibytes: float) -> None:
    before, after = found
    assert after["objects"] == before["objects"] == 0
    assert after["descriptors"] <= before["descriptors"]
    assert after["threads"] <= before["threads"]
    assert after["blocks"] - before["blocks"] < 300
    assert after["resident"] - before["resident"] < mebibytes * 2**20


def test_one_after_another() -> None:
    compare(samples(32, 96, 0), 3)


def test_sixteen_at_once_in_eight_threads() -> None:
    compare(samples(48, 64, 8), 16)
