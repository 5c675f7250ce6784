"""Programs that use `Deno` print under Naja what they print under the real Deno."""

from pathlib import Path

import pytest
from conftest import DENO, RunNaja, same_as_peer

PROGRAMS = Path(__file__).parent / "programs"


@pytest.mark.parametrize("program", sorted(path.name for path in PROGRAMS.glob("[!_]*.*")))
def test_same_as_deno(program: str, tmp_path: Path) -> None:
    same_as_peer(DENO, PROGRAMS / program, tmp_path)


def test_flags_that_allow_and_deny_are_taken(run_naja: RunNaja, tmp_path: Path) -> None:
    code = "console.log(Deno.args.join())"
    program = tmp_path / "args.ts"
    program.write_text(code)
    for flags in (["-A"], ["-RW"], ["--allow-net"], ["--allow-all", "--unstable-ffi", "--no-prompt"]):
        result = run_naja(*flags, program, "x")
        assert (result.code, result.stdout, result.stderr) == (0, "x\n", "")
    for flag in ("--allow-net=example.com", "--deny-read", "--deny-net=x"):
        result = run_naja(flag, program, "x")
        assert (result.code, result.stdout, result.stderr) == (0, "x\n", "")
    assert run_naja("--allow-nothing", "-e", code).code == 9


def test_globals_can_be_hidden(run_naja: RunNaja) -> None:
    code = "console.log(typeof Bun, typeof Deno, typeof require('bun').version)"
    assert run_naja("--no-bun-global", "-e", code).stdout == "undefined object string\n"
    assert run_naja("--no-deno-global", "-e", code).stdout == "object undefined string\n"


def test_a_namespace_loads_nothing_else(run_naja: RunNaja, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    script = """
      const { require } = globalThis[Symbol.for('naja.internals')];
      const before = new Set(require.loaded());
      Deno.readTextFileSync('x.txt');
      const after = require.loaded();
      console.log(after.filter((id) => !before.has(id)).join());
    """
    result = run_naja("--expose-internals", "-e", script)
    assert result.stdout == (
        "deno/namespace,ext/base/namespace,deno/files,deno/calls,deno/errors,ext/fs/constants\n"
    ), result.stderr


def test_npm_and_jsr_specifiers_mean_what_is_installed(run_naja: RunNaja, tmp_path: Path) -> None:
    packages = {
        "foo": ('{"name": "foo", "version": "2.3.4"}', "exports.x = 1;"),
        "@jsr/std__path": ('{"name": "@jsr/std__path", "version": "1.1.0"}', "exports.y = 2;"),
    }
    for name, (description, source) in packages.items():
        folder = tmp_path / "node_modules" / name
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(description)
        (folder / "index.js").write_text(source)
    (tmp_path / "main.ts").write_text(
        "import foo, { x } from 'npm:foo@^2.0.0';\n"
        "import { y } from 'jsr:@std/path@1';\n"
        "import again from 'npm:/foo@2.3.4/index.js';\n"
        "console.log(x, y, foo === again);\n"
        "for (const name of ['npm:foo@1', 'npm:nope', 'jsr:std', 'npm:'])\n"
        "  await import(name).catch((error) => console.log(error.code, error.message.includes('2.3.4')));\n"
    )
    assert run_naja("main.ts").stdout == (
        "1 2 true\nERR_MODULE_NOT_FOUND true\nERR_MODULE_NOT_FOUND false\n"
        "ERR_INVALID_MODULE_SPECIFIER false\nERR_INVALID_MODULE_SPECIFIER false\n"
    )


def test_files_are_piped_behind_what_was_written(run_naja: RunNaja, tmp_path: Path) -> None:
    # Deno does not wait for writes of before, nor for what is under way when it is stopped.
    program = tmp_path / "pipes.mjs"
    program.write_text("""
      const content = new Uint8Array(20_000_007).map((_, i) => (i * 31 + (i >> 11)) & 255);
      await Deno.writeFile('from', content);
      const open = async () => [
        await Deno.open('from'),
        await Deno.open('to', { write: true, create: true, truncate: true }),
      ];
      const same = async () => Buffer.compare(await Deno.readFile('to'), content) === 0;
      {
        const [from, to] = await open();
        const [reader, writer] = [from.readable.getReader(), to.writable.getWriter()];
        writer.write((await reader.read()).value);
        reader.releaseLock();
        writer.releaseLock();
        await from.readable.pipeTo(to.writable);
        console.log(await same());
      }
      for (const delay of [0, 1, 3]) {
        const [from, to] = await open();
        const stop = new AbortController();
        const options = { signal: stop.signal, preventAbort: true, preventCancel: true };
        const over = from.readable.pipeTo(to.writable, options).catch((reason) => reason);
        setTimeout(() => stop.abort('no more'), delay);
        const reason = await over;
        if (reason !== undefined && reason !== 'no more') throw reason;
        if (reason !== undefined) await from.readable.pipeTo(to.writable);
        console.log(await same());
      }
    """)
    assert run_naja(program).stdout == "true\n" * 4


def test_who_may_not_connect_is_told_at_once(run_naja: RunNaja) -> None:
    code = """
      try {
        new WebSocket('ws://127.0.0.1:4567/');
      } catch (error) {
        console.log(error.name, error.message);
      }
      for (const url of ['http://127.0.0.1:4567/', 'https://name.invalid/']) {
        await fetch(url).catch((error) => console.log(error.name, error.message));
      }
    """
    words = "NotCapable Requires net access to {}, run again with the --allow-net flag\n"
    places = ['"127.0.0.1:4567"', '"127.0.0.1:4567"', '"name.invalid:443"']
    result = run_naja("--allow-env", "--input-type=module", "-e", code)
    assert result.stdout == "".join(words.format(place) for place in places), result.stderr
