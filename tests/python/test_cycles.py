"""Garbage that goes through both heaps: objects are counted on both sides."""

import gc
import random
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import naja
from tests.conftest import RunNaja

PROGRAMS = Path(__file__).parent / "programs"


class Node:
    """What refers to whatever a test gives it."""

    def __init__(self, *refs: object) -> None:
        self.refs = list(refs)

    def __call__(self) -> object:
        return len(self.refs)


@pytest.fixture
def rt() -> Iterator[Any]:
    with naja.Runtime(permissions="all") as made:
        yield made


@pytest.fixture(params=["copies", "live"])
def any_rt(request: pytest.FixtureRequest) -> Iterator[Any]:
    with naja.Runtime(permissions="all" if request.param == "live" else None) as made:
        yield made


def handles(rt: Any) -> int:
    """How many handles V8 keeps for others, in bytes."""
    return int(rt.eval("process.getBuiltinModule('v8').getHeapStatistics().used_global_handles_size"))


def alive(refs: list[Any]) -> int:
    return sum(ref() is not None for ref in refs)


def test_cycles_are_collected(any_rt: Any) -> None:
    close = any_rt.eval("(n) => () => n")

    def make() -> weakref.ref[Any]:
        node = Node()
        node.refs.append({"callback": close(node)})  # node -> dict -> closure -> node
        return weakref.ref(node)

    make()
    naja.gc()
    before = handles(any_rt)
    refs = [make() for _ in range(1000)]
    gc.collect()
    assert alive(refs) == 1000 and handles(any_rt) > before
    assert naja.gc() == 1000
    assert alive(refs) == 0 and handles(any_rt) <= before


def test_cycles_of_python_alone_give_their_handles_back(any_rt: Any) -> None:
    make = any_rt.eval("() => () => 1")

    def one() -> None:
        function = make()  # older than what it is garbage with
        node = Node(function)
        node.refs.append(node)

    gc.disable()
    try:
        one()
        gc.collect()
        any_rt.eval("0")
        before = handles(any_rt)
        for _ in range(1000):
            one()
        gc.collect()
        any_rt.eval("0")
        assert handles(any_rt) <= before
    finally:
        gc.enable()


def test_what_javascript_uses_stays(any_rt: Any) -> None:
    """A way from a global through Python back to a function that only Python refers to."""
    keep = any_rt.eval("globalThis.kept = []; (x) => { kept.push(x) }")

    class Caller(Node):
        def __call__(self) -> object:
            return self.refs[0].refs[0]()  # type: ignore[attr-defined]

    def make(number: int) -> weakref.ref[Any]:
        inner = Node(any_rt.eval(f"() => {number}"))
        caller = Caller(inner)
        inner.refs.append(caller)
        keep(caller)
        return weakref.ref(caller)

    refs = [make(number) for number in range(100)]
    for _ in range(2):
        assert naja.gc() == 0
        assert alive(refs) == 100
        assert any_rt.eval("kept.map((call) => call())") == list(range(100))
    any_rt.eval("kept.length = 0; 0")
    assert naja.gc() == 100 and alive(refs) == 0


def test_what_python_uses_stays(rt: Any) -> None:
    node = Node()
    node.refs.append(rt.eval("(n) => ({ value: 5, n, get: () => n }).get")(node))
    other = rt.eval("globalThis.shared = () => 'shared'; shared")
    naja.gc()
    assert node.refs[0]() is node and other() == "shared"
    # In a container that says nothing to Python's collector, too.
    numpy = pytest.importorskip("numpy")
    hidden = numpy.array([rt.eval("() => 7"), node], dtype=object)
    ref = weakref.ref(node)
    del node
    naja.gc()
    assert hidden[0]() == 7 and ref() is not None


def test_exceptions_and_promises(any_rt: Any) -> None:
    refs: list[weakref.ref[Any]] = []
    hold = any_rt.eval("(f) => { try { f() } catch (e) { return () => e } }")

    def fail() -> None:
        node = Node()
        error = ValueError("no")
        error.node = node  # type: ignore[attr-defined]

        def throw() -> None:
            raise error

        node.refs.append(hold(throw))
        refs.append(weakref.ref(node))
        error.__traceback__ = None

    for _ in range(50):
        fail()
    naja.gc()
    naja.gc()
    assert alive(refs) <= 1


def test_ends_see_what_is_left(rt: Any) -> None:
    seen: list[str] = []

    class Ends(Node):
        def __del__(self) -> None:
            try:
                self.refs[0]()  # type: ignore[operator]
            except ReferenceError as error:
                seen.append(str(error))

    def make() -> None:
        node = Ends()
        node.refs.append(rt.eval("(n) => () => n")(node))

    make()
    naja.gc()
    assert seen == ["this JSFunction has been released"]


@pytest.mark.parametrize("seed", range(12))
def test_graphs_by_chance(rt: Any, seed: int) -> None:
    """Exactly what a model says can be reached is there afterwards, on both sides."""
    chance = random.Random(seed)
    count = chance.choice([6, 30, 120])
    rt.eval(
        "globalThis.J = class J { refs = [] }; globalThis.watched = []; globalThis.roots = [];"
        "globalThis.make = () => { const j = new J(); watched.push(new WeakRef(j)); return j };"
        "globalThis.link = (j, x) => { j.refs.push(x) }; globalThis.root = (x) => { roots.push(x) }; 0"
    )
    python = [Node() for _ in range(count)]
    javascript = [rt.eval("make")() for _ in range(count)]
    nodes: list[Any] = [*python, *javascript]
    edges: dict[int, list[int]] = {number: [] for number in range(2 * count)}
    link: Callable[[Any, Any], None] = rt.eval("link")
    for _ in range(int(2 * count * chance.choice([0.7, 1.2, 2.0]))):
        a, b = chance.randrange(2 * count), chance.randrange(2 * count)
        edges[a].append(b)
        if a < count:
            nodes[a].refs.append(nodes[b])
        else:
            link(nodes[a], nodes[b])
    held = chance.sample(range(2 * count), chance.randrange(1, 4))
    rooted = chance.sample(range(2 * count), chance.randrange(3))
    roots = [nodes[number] for number in held]
    for number in rooted:
        rt.eval("root")(nodes[number])
    reached, stack = set[int](), [*held, *rooted]
    while stack:
        number = stack.pop()
        if number not in reached:
            reached.add(number)
            stack.extend(edges[number])
    refs = [weakref.ref(node) for node in python]
    del python, javascript, nodes, link
    rt.eval("0")
    naja.gc()
    rt.eval("process.getBuiltinModule('v8'); 0")
    assert {number for number in range(count) if refs[number]() is not None} == {
        number for number in reached if number < count
    }
    there = rt.eval("watched.map((ref) => ref.deref() !== undefined)")
    assert {count + number for number in range(count) if there[number]} == {
        number for number in reached if number >= count
    }
    assert len(roots) == len(held)


def test_many_are_collected_without_being_asked(any_rt: Any) -> None:
    close = any_rt.eval("(n) => () => n")
    refs: list[weakref.ref[Any]] = []
    most = 0
    for number in range(40_000):
        node = Node()
        node.refs.append(close(node))
        refs.append(weakref.ref(node))
        if number % 5000 == 4999:
            gc.collect()
            any_rt.run_until_idle()
            most = max(most, alive(refs))
    assert most < 25_000


def test_in_a_program(run_naja: RunNaja) -> None:
    result = run_naja(PROGRAMS / "cycles.mjs")
    assert (result.code, result.stdout, result.stderr) == (0, "1000 1000 0\nkept\nfew\n", "")
