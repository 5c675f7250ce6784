"""`make bench`: measures Naja beside Node.js, Deno and Bun; prints tables and writes docs/performance.md.

python -m bench.run [--only startup,http] [--runtimes naja,node] [--quick [--write]] [--short LIST] [--full]
                    [--no-write]
"""

import argparse
import datetime
import importlib
import sys

from bench import machine
from bench.report import Table
from bench.runtimes import ROOT, chosen

SUITES = [
    "startup",
    "http",
    "load",
    "http_cases",
    "http2",
    "frameworks",
    "tls",
    "fetch",
    "websocket",
    "tcp",
    "udp",
]
SUITES += [
    "copy",
    "python_calls",
    "embedding",
    "ssr",
    "sqlite",
    "ffi",
    "native_api",
    "workers",
    "memory",
    "idle",
]
# Those that --full means.
SIZED = {"copy"}
REPORT = ROOT / "docs" / "performance.md"
HEAD = """\
# Performance

Written by `{command}` on {date}, on {machine}.

{versions}

Each table says how it was measured. Runtimes take turns, round by round, so that what else the machine does
meets all of them alike. Run it on a quiet machine, and compare numbers of one run with each other only.

"""


def main() -> int:
    """Runs the chosen benchmarks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", metavar="LIST", help=f"some of {', '.join(SUITES)}")
    parser.add_argument("--runtimes", default="", metavar="LIST", help="some of naja, node, deno, bun")
    parser.add_argument("--quick", action="store_true", help="one short round each, to see that it works")
    parser.add_argument("--short", default="", metavar="LIST", help="those with one short round")
    parser.add_argument("--full", action="store_true", help="copy files of 2 GiB, which need 6 GiB of room")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md even with --quick")
    parser.add_argument("--no-write", action="store_true", help="leave docs/performance.md alone")
    options = parser.parse_args()
    names = [name for name in options.only.split(",") if name] or SUITES
    shortened = [name for name in options.short.split(",") if name]
    if unknown := [name for name in [*names, *shortened] if name not in SUITES]:
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    runtimes = chosen(options.runtimes)
    versions = ", ".join(f"{runtime.name} {runtime.version()}" for runtime in runtimes)
    print(f"{machine.describe()}\n{versions}", flush=True)
    tables: list[Table] = []
    for name in names:
        more = {"full": True} if options.full and name in SIZED else {}
        table = importlib.import_module(f"bench.suites.{name}").measure(
            runtimes, options.quick or name in shortened, **more
        )
        print(table.text(), flush=True)
        tables.append(table)
    short = options.quick and not options.write
    if not (options.no_write or short or options.only or options.runtimes):
        head = HEAD.format(
            command=" ".join(["python -m bench.run", *sys.argv[1:]]) if len(sys.argv) > 1 else "make bench",
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
            machine=machine.describe(),
            versions=f"Versions: {versions}.",
        )
        REPORT.write_text(head + "\n".join(table.markdown() for table in tables))
        print(f"\nwritten to {REPORT.relative_to(ROOT)}")
    return 1 if any(table.failures for table in tables) else 0


if __name__ == "__main__":
    sys.exit(main())
