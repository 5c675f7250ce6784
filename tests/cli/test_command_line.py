"""The command line: the same words give the same output and exit code under Naja and under Node.js."""

import json
import re
from pathlib import Path

import pytest
from conftest import Result, RunNaja, environment, run

FILES = {
    "args.js": "console.log(JSON.stringify([process.argv.slice(2), process.execArgv]));",
    "syntax.js": "let a = ;",
    "module.mjs": "console.log(import.meta.main, typeof require);",
    "preload.js": "console.log('preload', module.id, require.main === undefined);",
    "preload.mjs": "console.log('preload module', import.meta.main);",
    "exit.js": "process.exitCode = 7;",
    "throws.js": "throw new Error('boom');",
    "rejects.js": "Promise.reject(new TypeError('late'));",
    "warns.js": "process.emitWarning('careful', 'CustomWarning', 'C1');"
    "process.emitWarning('old', 'DeprecationWarning');",
    "env.js": "console.log(process.env.A, process.env.B, process.env.C);",
    "one.env": "A=1\nB='two words'\n",
    "two.env": "B=over\nC=3 # comment\n",
    "conditions/node_modules/c/package.json": json.dumps(
        {"exports": {"custom": "./custom.js", "default": "./d.js"}}
    ),
    "conditions/node_modules/c/custom.js": "module.exports = 'custom';",
    "conditions/node_modules/c/d.js": "module.exports = 'default';",
    "conditions/main.js": "console.log(require('c')); import('c').then((n) => console.log(n.default));",
    "noext": "console.log('no extension');",
    "folder/index.js": "console.log('folder index', __filename.slice(-15));",
    "typed.ts": "const x: number = 41; console.log(x + 1);",
}

# (words, standard input)
SAME: list[tuple[list[str], str]] = [
    (["args.js"], ""),
    (["args.js", "a", "-b", "--c", "--", "d"], ""),
    (["--no-warnings", "args.js", "--no-warnings"], ""),
    (["--no-warnings", "--", "args.js", "x"], ""),
    (["-C", "custom", "--conditions=other", "args.js"], ""),
    (["args"], ""),
    (["./args.js"], ""),
    (["noext"], ""),
    (["folder"], ""),
    (["typed.ts"], ""),
    (["module.mjs"], ""),
    (["nowhere.js"], ""),
    (["-e", "console.log(1, process.argv.length, __filename, module.paths.length > 0)"], ""),
    (["-e", "console.log(process.argv.slice(1), process.execArgv)", "a", "b"], ""),
    (["-e", "console.log(process.argv.slice(1), process.execArgv)", "--", "-a", "b"], ""),
    (["-e", ""], ""),
    (["-e"], ""),
    (["--eval=console.log(2)"], ""),
    (["--eval="], ""),
    (["-p", "1 + 1"], ""),
    (["-pe", "[1, 2]"], ""),
    (["-p", "-e", "'x'"], ""),
    (["-p", "process.argv.length", "a"], ""),
    (["-p", "path.sep + os.EOL.length + typeof fs"], ""),
    (["-p", "this === globalThis, exports === module.exports, typeof require"], ""),
    (["-p", "await 1"], ""),
    (["-e", "import fs from 'fs'; console.log(typeof fs.readFileSync, import.meta.url.slice(-8))"], ""),
    (["-e", "console.log(await Promise.resolve(5))"], ""),
    (["-e", "const x: number = 3; console.log(x as number)"], ""),
    (["-e", "let a = ;"], ""),
    (["-e", "throw new RangeError('from eval')"], ""),
    (["-e", "process.exit(5)"], ""),
    (["-e", "process.exitCode = 6"], ""),
    (["-e", "require('./preload.js'); import('./preload.mjs')"], ""),
    (["--input-type=module", "-e", "console.log(typeof module, import.meta.main)"], ""),
    (["--input-type=module", "-p", "1"], ""),
    (["--input-type=commonjs", "-e", "import 'fs'"], ""),
    (["--input-type=module-typescript", "-e", "const x: string = 'ts'; export {}; console.log(x)"], ""),
    (["--input-type=commonjs-typescript", "-e", "const x: string = 'ts'; console.log(x, typeof module)"], ""),
    (["--input-type=nonsense", "-e", "1"], ""),
    (["--input-type=module", "args.js"], ""),
    (["-"], "console.log('stdin', __filename, process.argv.length)"),
    (["-", "a"], "console.log(process.argv.slice(1))"),
    ([], "console.log('stdin'); import('path').then((n) => console.log(n.sep))"),
    ([], "import path from 'path'; console.log('module on stdin', path.sep)"),
    ([], ""),
    (["-p"], "6 * 7"),
    (["--input-type=module"], "console.log(typeof require)"),
    (["-c", "args.js"], ""),
    (["--check", "syntax.js"], ""),
    (["-c", "module.mjs"], ""),
    (["-c", "nowhere.js"], ""),
    (["-c"], "let a = ;"),
    (["-c"], "fine()"),
    (["-c", "-e", "1"], ""),
    (["-r", "./preload.js", "args.js"], ""),
    (["--require=./preload.js", "-r", "./preload.js", "-e", "1"], ""),
    (["-r", "./nowhere.js", "args.js"], ""),
    (["-r"], ""),
    (["--import", "./preload.mjs", "args.js"], ""),
    (["--import=./preload.mjs", "--import", "./preload.js", "-p", "1"], ""),
    (["--import=./nowhere.mjs", "args.js"], ""),
    (["-C", "custom", "conditions/main.js"], ""),
    (["conditions/main.js"], ""),
    (["-C"], ""),
    (["--env-file=one.env", "env.js"], ""),
    (["--env-file=one.env", "--env-file", "two.env", "env.js"], ""),
    (["--env-file-if-exists=none.env", "env.js"], ""),
    (["--env-file=none.env", "env.js"], ""),
    (["--expose-gc", "-p", "typeof gc"], ""),
    (["--expose_gc", "-p", "typeof gc"], ""),
    (["-p", "typeof gc"], ""),
    (["--stack-trace-limit=3", "-p", "Error.stackTraceLimit"], ""),
    (["--title=renamed", "-p", "process.title"], ""),
    (["--use-strict", "-p", "(function () { return this; })()"], ""),
    (["--no-such-option"], ""),
    (["--no-such-option", "args.js"], ""),
    (["-z"], ""),
    (["--no-conditions", "-p", "1"], ""),
    (["--unhandled-rejections=nonsense", "-p", "1"], ""),
    (["exit.js"], ""),
    (["throws.js"], ""),
    (["rejects.js"], ""),
    (["--unhandled-rejections=warn", "rejects.js"], ""),
    (["--unhandled-rejections=none", "rejects.js"], ""),
    (["--unhandled-rejections=strict", "rejects.js"], ""),
    (["--unhandled-rejections=warn-with-error-code", "rejects.js"], ""),
    (["warns.js"], ""),
    (["--no-warnings", "warns.js"], ""),
    (["--disable-warning=C1", "warns.js"], ""),
    (["--no-deprecation", "warns.js"], ""),
    (["--throw-deprecation", "warns.js"], ""),
    (["--watch", "-e", "1"], ""),
    (["--entry-url", "module.mjs"], ""),
    (["--entry-url", "data:text/javascript,console.log(import.meta.url)"], ""),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("cli")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def message(result: Result, runtime: Path) -> str:
    """What standard error says, less what is each runtime's own: its name, process numbers, frames, versions."""
    lines = []
    for line in result.stderr.replace(str(runtime), "RUNTIME").splitlines():
        text = re.sub(r"^(naja|RUNTIME): ", "RUNTIME: ", re.sub(r"\((node|naja):\d+\)", "(PID)", line))
        text = re.sub(r"`(node|naja) ", "`RUNTIME ", re.sub(r" \(a switch.*|\(it needs.*", "", text))
        if text.lstrip().startswith("at ") or re.match(r"(Naja|Node\.js) v|node:internal", text):
            continue
        lines.append(text)
    return "\n".join(lines).strip()


@pytest.mark.parametrize(("words", "text"), SAME, ids=lambda value: " ".join(value)[:60] if value else "-")
def test_same_as_node(words: list[str], text: str, folder: Path, naja: Path, node: Path) -> None:
    results = {}
    for runtime in (node, naja):
        done = run([runtime, *words], env=environment(folder), input=text, cwd=folder)
        results[runtime] = (done.code, done.stdout.replace(str(runtime), "RUNTIME"), message(done, runtime))
    assert results[naja][:2] == results[node][:2], results
    # The first line says what went wrong.
    assert bool(results[naja][2]) == bool(results[node][2]), results


def test_version(run_naja: RunNaja) -> None:
    for option in ("-v", "--version"):
        done = run_naja(option)
        assert (done.code, done.stderr) == (0, "")
        assert re.fullmatch(r"naja \d+\.\d+\.\d+\n", done.stdout)


def test_help_names_every_option(run_naja: RunNaja) -> None:
    done = run_naja("--help")
    assert done.code == 0
    for option in (
        "--eval",
        "--print",
        "--check",
        "--watch",
        "--require",
        "--import",
        "--conditions",
        "--env-file",
    ):
        assert option in done.stdout
    assert run_naja("-h").stdout == done.stdout


def test_run(run_naja: RunNaja, folder: Path) -> None:
    done = run_naja("run", folder / "args.js", "x")
    assert json.loads(done.stdout)[0] == ["x"]
    assert run_naja("run").code == 9


def test_v8_options(run_naja: RunNaja) -> None:
    done = run_naja("--v8-options")
    assert done.code == 0
    assert "--stack-size" in done.stdout
    assert run_naja("--stack-size=900", "-p", "1").stdout == "1\n"
    for word in ("--stack-size=abc", "--stack-size", "--use-strict=1"):
        done = run_naja(word, "-p", "1")
        assert done.code == 9
        assert done.stderr.startswith(f"naja: bad option: {word}")


def test_heap_limit_that_cannot_be_honoured(run_naja: RunNaja) -> None:
    done = run_naja("--max-old-space-size=8192", "-p", "1")
    assert (done.code, done.stdout) == (0, "1\n")
    assert "--max-old-space-size=8192 cannot be honoured" in done.stderr
    assert run_naja("--max-old-space-size=100", "-p", "1").stderr == ""


@pytest.mark.parametrize("option", ["--build-sea", "--test-randomize"])
def test_what_is_not_there_is_said(option: str, run_naja: RunNaja) -> None:
    done = run_naja(option, "-p", "1")
    assert (done.code, done.stdout, done.stderr) == (9, "", f"naja: {option} is not supported\n")


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("--no-warnings --stack-trace-limit=2", 0, "2"),
        ('--title="a b"', 0, "10"),
        ("-e 1", 9, "-e is not allowed in NODE_OPTIONS"),
        ("--stack-size=900", 9, "--stack-size= is not allowed in NODE_OPTIONS"),
        ("file.js", 9, "file.js is not allowed in NODE_OPTIONS"),
        ('--title="a', 9, "invalid value for NODE_OPTIONS (unterminated string)"),
    ],
)
def test_node_options(value: str, code: int, text: str, run_naja: RunNaja) -> None:
    done = run_naja("-p", "Error.stackTraceLimit", env={"NODE_OPTIONS": value})
    assert done.code == code
    assert text in done.stdout + done.stderr
