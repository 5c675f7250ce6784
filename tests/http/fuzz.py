"""Requests made from a seed, to Naja's HTTP and to the real Node's: both must understand the same.

python -m tests.http.fuzz NAJA NODE [--cases 1000000] [--seed 1] [--modes parser,server,socket,bun,deno]

- `parser`: HTTPParser alone, driven in the process;
- `server`: http.Server over streams that are no sockets, with five sets of options;
- `socket`: the same servers over TCP, where Naja reads the socket natively;
- `bun`, `deno`: Naja's Bun.serve and Deno.serve. What they take must begin as what node:http takes: a message that
  node:http refuses (two lengths, a length and a coding, an odd coding, ...) is never given to the program.

Each case is made by fuzz_cases.js from the seed and its number; fuzz_run.js says what became of it.
"""

import argparse
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RUN = Path(__file__).with_name("fuzz_run.js")
CASES = RUN.with_name("fuzz_cases.js")
# Of how many cases each mode runs one: what goes through the kernel takes longer.
SHARE = {"parser": 1, "server": 5, "socket": 20, "bun": 20, "deno": 20}
BATCH = 500


@dataclass
class Outcome:
    """What a run found."""

    cases: int = 0
    taken: int = 0
    seconds: float = 0
    differences: list[str] = field(default_factory=list)


class Side:
    """A process that runs cases in a mode."""

    def __init__(self, command: Path, mode: str) -> None:
        self.name = command.name
        self.process = subprocess.Popen(
            [command, RUN, mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def _lines(self, seed: int, begin: int, end: int, detail: int) -> list[str]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{seed} {begin} {end} {detail}\n")
        self.process.stdin.flush()
        lines = [self.process.stdout.readline() for _ in range(end - begin if detail else 1)]
        if lines[-1] == "":
            raise RuntimeError(
                f"{self.name} ended (status {self.process.wait()}) at {seed=}, cases {begin} to {end - 1}"
            )
        return lines

    def digest(self, seed: int, begin: int, end: int) -> str:
        """How many cases were taken, and a digest of all that was understood."""
        return self._lines(seed, begin, end, 0)[0]

    def detail(self, seed: int, begin: int, end: int) -> list[str]:
        """JSON for each case."""
        return self._lines(seed, begin, end, 1)

    def stop(self) -> None:
        """Ends the process."""
        self.process.kill()
        self.process.communicate()


def case_text(node: Path, seed: int, index: int) -> str:
    """A case's pieces, as JSON."""
    script = f"console.log(JSON.stringify(require({json.dumps(str(CASES))}).pieces({seed}, {index})"
    script += ".map((piece) => piece.latin1Slice())))"
    return subprocess.run([node, "-e", script], capture_output=True, text=True, check=True).stdout.strip()


def messages(result: list[Any]) -> list[tuple[str, str | None]]:
    """Method and body of the messages that a parser found; no body where it is broken, or does not end."""
    found: list[tuple[str, str | None]] = []
    for item in result:
        if item[0] == "head":
            found.append((item[3], None))
        elif item[0] == "end":
            found[-1] = (found[-1][0], item[1])
    return found


def unfaithful(parsed: str, taken: str) -> bool:
    """Whether a face took a message that the parser of Node did not find there."""
    items = [item for item in json.loads(taken) if isinstance(item, dict)]
    given = [(item["method"], item["body"]) for item in items if item.get("complete")]
    known = messages(json.loads(parsed))
    if len(given) > len(known):
        return True
    # A Request with one of these methods has no body, whatever came with it.
    bodiless = ("GET", "HEAD")
    return any(
        a[0] != b[0] or (a[1] != b[1] and a[0] not in bodiless) for a, b in zip(given, known, strict=False)
    )


def compare(naja: Path, node: Path, mode: str, seed: int, cases: int, stop_after: int = 5) -> Outcome:
    """Runs the cases of a seed in one mode."""
    outcome = Outcome()
    face = mode in ("bun", "deno")
    ours, theirs = Side(naja, mode), Side(node, "strict" if face else mode)
    began = time.monotonic()
    try:
        with ThreadPoolExecutor(2) as pool:
            for begin in range(0, cases, BATCH):
                end = min(begin + BATCH, cases)

                def run(side: Side, detail: bool, begin: int = begin, end: int = end) -> list[str]:
                    return side.detail(seed, begin, end) if detail else [side.digest(seed, begin, end)]

                got, expected = pool.map(run, (ours, theirs), (face, face))
                outcome.cases += end - begin
                if not face:
                    outcome.taken += int(got[0].split()[0])
                    if got == expected:
                        continue
                    got, expected = pool.map(run, (ours, theirs), (True, True))
                else:
                    outcome.taken += sum('"complete":true' in line for line in got)
                for index, (a, b) in enumerate(zip(got, expected, strict=True), begin):
                    if unfaithful(b, a) or "hangs" in a if face else a != b:
                        text = case_text(node, seed, index)
                        outcome.differences.append(
                            f"{mode} {seed=} case {index}: {text}\n  naja {a.strip()}\n  node {b.strip()}"
                        )
                if len(outcome.differences) >= stop_after:
                    break
    except RuntimeError as error:
        outcome.differences.append(f"{mode}: {error}")
    finally:
        ours.stop()
        theirs.stop()
    outcome.seconds = time.monotonic() - began
    return outcome


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("naja", type=Path)
    parser.add_argument("node", type=Path)
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases of the mode `parser`")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--modes", default=",".join(SHARE))
    options = parser.parse_args()
    failed = False
    for mode in options.modes.split(","):
        cases = max(options.cases // SHARE[mode], 1)
        found = compare(options.naja, options.node, mode, options.seed, cases)
        print(
            f"{mode}: {found.cases} cases, {found.taken} with a message taken, "
            f"{len(found.differences)} differ, {found.seconds:.0f} s",
            flush=True,
        )
        for difference in found.differences:
            print(difference[:3000], flush=True)
        failed = failed or bool(found.differences)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
