"""The interactive session, fed from standard input."""

from conftest import RunNaja

SESSION = """1 + 1
let x = 5
x * 2
{ a: 1 }
function f() {
return 7
}
f()
await Promise.resolve(3)
const { p, q: [r] } = await Promise.resolve({ p: 'p', q: ['r'] })
p + r
(await 2) * 3
let s = '(await 1)'; s
await Promise.resolve(
7)
class K { async m() { return await 1 } }; const k = await 4, [m] = [await 5]
k + m + K.name
`a
b`
_ + '!'
throw new RangeError('bad')
_error.message
let = ;
nowhere
os.EOL
require('path') === path
(await import('node:path')).sep
.unknown
{ a: 1 }.a
if (true) {
.break
'after break'
"""

WANTED = [
    "2",
    "undefined",
    "10",
    "{ a: 1 }",
    "undefined",
    "7",
    "3",
    "undefined",
    "'pr'",
    "6",
    "'(await 1)'",
    "7",
    "undefined",
    "'9K'",
    "'a\\nb'",
    "'a\\nb!'",
    "Uncaught RangeError: bad",
    "'bad'",
    "Uncaught SyntaxError: Unexpected token ';'",
    "Uncaught ReferenceError: nowhere is not defined",
    "'\\n'",
    "true",
    "'/'",
    "Invalid REPL keyword",
    "1",
    "'after break'",
]


def shown(output: str) -> list[str]:
    """What a session printed, without prompts and welcome."""
    lines = [line.lstrip("> |").rstrip() for line in output.splitlines()[2:]]
    return [line for line in lines if line]


def test_session(run_naja: RunNaja) -> None:
    done = run_naja("-i", input=SESSION)
    assert done.code == 0
    assert done.stdout.startswith("Welcome to Naja v")
    assert shown(done.stdout) == WANTED


def test_exit_and_errors_of_later(run_naja: RunNaja) -> None:
    done = run_naja("-i", input=".exit\nconsole.log('not reached')\n")
    assert (done.code, shown(done.stdout)) == (0, [])
    done = run_naja("-i", input="process.exit(3)\n")
    assert done.code == 3


def test_eval_first(run_naja: RunNaja) -> None:
    assert "14" in shown(run_naja("-i", "-e", "globalThis.seven = 7", input="seven * 2\n").stdout)
