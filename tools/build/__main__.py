"""`python3 -m tools.build`: brings everything up to date, and does only what changed."""

import argparse
import sys

from . import driver, environment


def main() -> int:
    """Builds; answers ninja's exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tools.build", description=__doc__)
    parser.add_argument("--tests", action="store_true", help="prepare what `make test` and `make lint` need too")
    parser.add_argument("--only-tools", action="store_true", help="prepare the environment, and compile nothing")
    parser.add_argument(
        "--sanitize",
        choices=list(driver.SANITIZED),
        help="build build/asan/naja, with AddressSanitizer, or build/tsan/naja, with ThreadSanitizer",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="show every command")
    options = parser.parse_args()
    environment.keep_python()
    driver.prepare(options.tests)
    if options.only_tools:
        return 0
    return driver.build(driver.SANITIZED[options.sanitize] if options.sanitize else driver.PLAIN, options.verbose)


if __name__ == "__main__":
    sys.exit(main())
