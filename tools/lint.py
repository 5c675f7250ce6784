"""`python3 -m tools.lint [--fix]`: every language's checker and formatter, over the files that git knows."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
NODE = BIN / "node"
PRETTIER = ROOT / "node_modules" / "prettier" / "bin" / "prettier.cjs"


def files(*patterns: str) -> list[str]:
    """Files of the checkout, those not yet added to git too, in git's own patterns."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted({name for name in names if (ROOT / name).is_file()})


def commands(fix: bool) -> list[tuple[str, list[str]]]:
    """Each checker's name and command."""
    cpp = files("*.cc", "*.c", "*.h")
    clang = [str(BIN / "clang-format"), *(["-i"] if fix else ["--dry-run", "-Werror"]), *cpp]
    # Started through node itself, as the wrapper in .venv costs a second Python.
    scripts = [str(NODE), str(PRETTIER), "--cache", "--log-level=warn", "--write" if fix else "--check", "."]
    found = [
        (
            "ruff format",
            [str(BIN / "ruff"), "format", *([] if fix else ["--check", "--output-format=concise"]), "."],
        ),
        (
            "ruff",
            [
                str(BIN / "ruff"),
                "check",
                "--quiet",
                "--output-format=concise",
                *(["--fix"] if fix else []),
                ".",
            ],
        ),
        ("prettier", scripts),
    ]
    if cpp:
        found.append(("clang-format", clang))
    if not fix:
        found.append(("mypy", [str(BIN / "mypy"), "--no-error-summary"]))
    return found


def run(job: tuple[str, list[str]]) -> tuple[str, subprocess.CompletedProcess[str]]:
    """Runs one checker."""
    name, command = job
    return name, subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def summary(name: str, output: str) -> str:
    """What a checker said; of clang-format's, which shows every place twice, the files alone."""
    if name != "clang-format":
        return output.rstrip()
    places = sorted({line.split(":")[0] for line in output.splitlines() if ": error: " in line})
    return "\n".join(f"{place}: not formatted (make fmt)" for place in places)


def main() -> int:
    """Runs all of them, two at a time; shows what the failing ones say."""
    fix = "--fix" in sys.argv[1:]
    failed = []
    with ThreadPoolExecutor(1 if fix else 2) as pool:
        for name, done in pool.map(run, commands(fix)):
            if done.returncode:
                failed.append(name)
                print(f"--- {name}\n{summary(name, done.stdout)}")
    print(f"lint: {'failed: ' + ', '.join(failed) if failed else 'clean'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
