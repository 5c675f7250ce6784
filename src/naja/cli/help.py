"""What `--help`, `--version`, `--v8-options` and `--print-include` print."""

import sys

NODE_VERSION = "v26.10.0"  # as in node/process.js

HELP = """\
Naja runs JavaScript and TypeScript programs.

Usage: naja [options] FILE [arguments]
       naja [options] run FILE [arguments]
       naja serve [--port=N] [--host=NAME] [--workers=N|auto] [options] FILE [arguments]
                                   serve HTTP with what FILE exports: a fetch handler, or a server
       naja [options] -e CODE [arguments]
       naja [options] -            read the program from standard input
       naja                        interactive session, when standard input is a terminal

Running
  -e, --eval=CODE                  run CODE
  -p, --print [CODE]               run CODE and print its result
  -c, --check                      check the syntax of a program without running it
  -i, --interactive                interactive session even if standard input is no terminal
      --input-type=TYPE            what CODE or standard input is: commonjs, module, commonjs-typescript
                                   or module-typescript
      --entry-url                  FILE is a URL
      --watch                      run again whenever a loaded file changes
      --watch-path=PATH            run again whenever something below PATH changes (repeatable)
      --watch-preserve-output      keep the screen between runs
      --watch-kill-signal=SIGNAL   how to end a run that is to be repeated (default: SIGTERM)
      --env-file=FILE              take environment variables from FILE (repeatable)
      --env-file-if-exists=FILE    the same, if there is one
      --title=NAME                 the process's title
      --no-deno-global, --no-bun-global  without globalThis.Deno, globalThis.Bun
  -A, --allow-all, --allow-NAME    as for Deno; programs may do everything, so limits (--deny-NAME, --allow-NAME=LIST)
                                   are refused
      --sandbox                    run a hostile program: in a process that the kernel confines (Linux), with no
                                   rights but those of --allow-NAME[=LIST], without those of --deny-NAME
      --sandbox-strict             refuse to, where a layer of that is missing
      --memory-limit=SIZE          with --sandbox: end it when it takes more (default: 512M)
      --time-limit=S, --cpu-limit=S  with --sandbox: end it after so many seconds, by the clock or of processor time
      --                           the end of the options
  -h, --help                       this text
  -v, --version                    Naja's version; Node.js' where the command is called `node`
      --print-include              the folder of the headers that native addons are compiled against

Modules
  -r, --require=MODULE             load a CommonJS module first (repeatable)
      --import=MODULE              load an ES module first (repeatable)
  -C, --conditions=NAME            a further condition for package "exports" and "imports" (repeatable)
      --preserve-symlinks          a linked module is another module
      --preserve-symlinks-main     the same for the main module
      --no-addons                  do not load native addons
      --no-strip-types             do not run TypeScript
      --no-require-module          require() does not load ES modules
      --no-experimental-detect-module  do not look for ES module syntax
      --trace-require-module=MODE  tell about require() of ES modules: all or no-node-modules
      --no-global-search-paths     do not search $HOME/.node_modules and the like
      --enable-source-maps         stack traces name the sources of compiled programs

Warnings and errors
      --no-warnings                silence warnings
      --disable-warning=CODE       silence one kind of warning, by code or type (repeatable)
      --redirect-warnings=FILE     write warnings to FILE
      --trace-warnings             show where warnings come from
      --no-deprecation, --pending-deprecation, --throw-deprecation, --trace-deprecation
      --unhandled-rejections=MODE  strict, throw (default), warn, none or warn-with-error-code
      --stack-trace-limit=NUMBER   how many frames a stack trace has (default: 10)
      --trace-uncaught             show where an uncaught exception was thrown
      --trace-exit                 show where the process exits

Permissions (without any of these a program may do everything; with one of them, nothing else)
  -A, --allow-all                  everything
  -R, -W, -N, -E, -S               --allow-read, --allow-write, --allow-net, --allow-env, --allow-sys
      --allow-KIND[=NAMES]         read, write, net, env, run, ffi, sys, python: all of it, or what is named
      --deny-KIND[=NAMES]          never that
      --permission                 Node.js's, with --allow-fs-read, --allow-fs-write and the like

Debugging and profiling
      --inspect[=[HOST:]PORT]      let debuggers connect (default: 127.0.0.1:9229)
      --inspect-brk, --inspect-wait  the same; stop before the first statement, or wait for a debugger only
      --cpu-prof, --heap-prof      write a profile at the end; with -dir, -name, -interval
      NODE_V8_COVERAGE=FOLDER      write coverage there

Engine
      --expose-gc                  globalThis.gc()
      --max-old-space-size=MB      limit of the heap (at most 4096)
      --stack-size=KB              size of the stack
      --v8-options                 V8's own options, all of which are accepted

Environment
  NODE_OPTIONS                     options, separated by spaces
  NODE_PATH                        folders with modules, separated by colons
  NODE_NO_WARNINGS=1               silence warnings
  NODE_COMPILE_CACHE=FOLDER        keep compiled code in FOLDER
  NO_COLOR, FORCE_COLOR            whether output is coloured
  XDG_CACHE_HOME                   where compiled TypeScript is kept (default: ~/.cache)

Options and exit codes are those of Node.js.
"""


def show(what: str) -> int:
    """Prints it; returns the exit code."""
    if what == "v8-options":
        return v8_options()
    text = HELP
    if what == "version":
        from naja import __version__

        # Scripts that call `node` want to know which one.
        called = sys.argv[0].rpartition("/")[2]
        text = f"{NODE_VERSION}\n" if called == "node" else f"naja {__version__}\n"
    elif what == "print-include":
        from naja import get_include

        text = f"{get_include()}\n"
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def v8_options() -> int:
    """V8 prints its own options, and ends the process."""
    import ctypes

    library = __file__.rpartition("/")[0] + "/../lib/libnaja_v8.so"
    set_flags = ctypes.CDLL(library)["_ZN2v82V818SetFlagsFromStringEPKc"]
    set_flags(b"--help")
    return 0
