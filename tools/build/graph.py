"""What is built from what: writes build/build.ninja from the sources that are there.

Adding a capability touches its own folder alone: every src/naja/**/*.pyx becomes an extension module beside it,
every src/naja/engine/v8/*.cc goes into the engine, every src/naja/**/*.js into the built-in JavaScript. A folder's
`build.toml` can name what its extension modules need beside libuv and the engine:

    deps = ["llhttp", "ada", "simdutf", "brotli", "zstd", "openssl", "sqlite"]     # from build/deps, linked in
    sources = ["parser.c"]       # C or C++ files of the folder, compiled in
    libs = ["z"]                 # libraries of the system
    cflags = ["-DLIMIT=4"]

and, in a table named after a module, the same for that module alone: `[binding]`.
"""

import sysconfig
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from .environment import PYTHON
from .paths import DEPS, PACKAGE, ROOT, SRC, TOOLS
from .shell import fail

SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))
ENGINE_SOURCES = PACKAGE / "engine" / "v8"
NAPI_SOURCES = PACKAGE / "engine" / "napi"

LIBUV_SOURCES = """
fs-poll idna inet random strscpy strtok thread-common threadpool timer uv-common uv-data-getter-setters version
unix/async unix/core unix/dl unix/fs unix/getaddrinfo unix/getnameinfo unix/linux unix/loop unix/loop-watcher
unix/pipe unix/poll unix/process unix/procfs-exepath unix/proctitle unix/random-devurandom unix/random-getrandom
unix/random-sysctl-linux unix/signal unix/stream unix/tcp unix/thread unix/tty unix/udp
""".split()
LLHTTP_SOURCES = ["api", "http", "llhttp"]
SIMDUTF_FLAGS = "-w -O3 -DNDEBUG -DSIMDUTF_FEATURE_UTF32=0 -DSIMDUTF_FEATURE_DETECT_ENCODING=0"
# The npm package better-sqlite3 carries SQLite as one file, and nothing of its own is used. The flags: what Node.js and
# Bun have compiled in; a database belongs to one thread, so no locks.
SQLITE = ROOT / "node_modules" / "better-sqlite3" / "deps" / "sqlite3"
SQLITE_FLAGS = "-w -O2 -DNDEBUG -fvisibility=hidden -DSQLITE_THREADSAFE=2 -DSQLITE_MAX_VARIABLE_NUMBER=250000 " + " ".join(
    f"-DSQLITE_{name}"
    for name in """
    DEFAULT_MEMSTATUS=0 DQS=0 USE_ALLOCA ENABLE_COLUMN_METADATA ENABLE_DBSTAT_VTAB ENABLE_FTS3
    ENABLE_FTS3_PARENTHESIS ENABLE_FTS4 ENABLE_FTS5 ENABLE_GEOPOLY ENABLE_MATH_FUNCTIONS ENABLE_PERCENTILE
    ENABLE_PREUPDATE_HOOK ENABLE_RBU ENABLE_RTREE ENABLE_SESSION
    """.split()
)

# The flags that V8's library was built with: it refuses to start under others.
V8_FLAGS = (
    "-DV8_COMPRESS_POINTERS -DV8_COMPRESS_POINTERS_IN_SHARED_CAGE -DV8_31BIT_SMIS_ON_64BIT_ARCH -DV8_ENABLE_SANDBOX"
)

# Functions inside it that the engine calls too: its name for it, and the one that it is exported under.
V8_EXPORTS = "udata_setCommonData_77=naja_v8_set_icu_data"

RULES = """\
ninja_required_version = 1.10
builddir = {build}

rule cc
  command = {cc} -MD -MF $out.d $flags -c $in -o $out
  depfile = $out.d
  deps = gcc
  description = CC $out
rule cxx
  command = {cxx} -MD -MF $out.d $flags -c $in -o $out
  depfile = $out.d
  deps = gcc
  description = CXX $out
rule link
  command = {cxx} -shared $flags -o $out $in $libs
  description = LINK $out
rule cython
  command = {python} -m cython -3 -I src --depfile $flags --module-name $module -o $out $in
  depfile = $out.dep
  deps = gcc
  description = CYTHON $module
rule prelink
  command = {python} {tools}/prelink.py $in $out libnaja_v8.so $exports
  description = PRELINK $out
rule rename
  command = {python} {tools}/rename.py $in $out $names
  description = RENAME $out
rule copy
  command = cp $in $out
  description = COPY $out
rule builtins
  command = {env}{python} {tools}/builtins.py $out {package} $in
  description = BUILTINS $out
"""

COMMON = "-O2 -g1 -fPIC -fvisibility=hidden"
CYTHON_DIRECTIVES = "-X boundscheck=False -X wraparound=False -X cdivision=True -X freethreading_compatible=False"


@dataclass
class Needs:
    """What one extension module is linked from, beside its own code."""

    deps: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    libs: list[str] = field(default_factory=list)
    cflags: list[str] = field(default_factory=list)


def needs_of(pyx: Path) -> Needs:
    """Reads a folder's build.toml for one of its modules."""
    path = pyx.parent / "build.toml"
    needs = Needs()
    if not path.is_file():
        return needs
    try:
        table = tomllib.loads(path.read_text())
    except tomllib.TOMLDecodeError as error:
        fail(f"{path.relative_to(ROOT)}: {error}")
    for name, words in [*table.items(), *table.get(pyx.stem, {}).items()]:
        if isinstance(words, dict):
            continue
        if not hasattr(needs, name) or not isinstance(words, list):
            fail(f"{path.relative_to(ROOT)}: '{name}' is not one of deps, sources, libs, cflags, each a list")
        getattr(needs, name).extend(words)
    unknown = set(needs.deps) - {"llhttp", "ada", "simdutf", "brotli", "zstd", "openssl", "sqlite"}
    if unknown:
        fail(f"{path.relative_to(ROOT)}: unknown deps {sorted(unknown)}")
    return needs


class Graph:
    """The rules, and one `build` line for each thing made."""

    def __init__(self, build: Path, package: Path, sanitize: str, env: dict[str, str]) -> None:
        self.build = build
        self.package = package
        self.lib = self.build / "lib"
        self.objects = self.build / "obj"
        self.generated = self.build / "gen"
        self.sanitize = sanitize
        self.env = env  # what running the variant takes
        self.lines: list[str] = []
        self.outputs: list[Path] = []

    def relative(self, path: Path) -> str:
        """A path as ninja is told it: below the checkout, with its special characters escaped."""
        text = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
        return text.replace("$", "$$").replace(" ", "$ ").replace(":", "$:")

    def add(self, rule: str, out: Path, inputs: list[Path], implicit: list[Path] | None = None, **variables: str) -> Path:
        """Says that `out` is made by `rule` from `inputs`, and anew when one of `implicit` changes."""
        sources = " ".join(map(self.relative, inputs))
        others = " | " + " ".join(map(self.relative, implicit)) if implicit else ""
        self.lines.append(f"build {self.relative(out)}: {rule} {sources}{others}")
        self.lines += [f"  {name} = {value}" for name, value in variables.items()]
        self.outputs.append(out)
        return out

    def compile(self, source: Path, flags: str) -> Path:
        """One C or C++ file to an object file, named after where the source is."""
        rule = "cc" if source.suffix == ".c" else "cxx"
        base = self.build if source.is_relative_to(self.build / "gen") else ROOT
        out = self.objects / source.relative_to(base).with_suffix(".o")
        standard = "-std=c11" if rule == "cc" else "-std=c++20"
        # What others wrote takes minutes; but how libuv's threads wait for each other has to be seen.
        others = source.is_relative_to(DEPS) or source.is_relative_to(SQLITE)
        seen = not others or ("thread" in self.sanitize and source.is_relative_to(DEPS / "libuv"))
        sanitize = self.sanitize if seen else ""
        return self.add(rule, out, [source], flags=f"{COMMON} {standard} {sanitize} {flags}".strip())

    def link(self, out: Path, objects: list[Path], libs: list[Path], flags: str, extra: str = "") -> Path:
        """A shared library or extension module."""
        names = f"{self.sanitize} {extra} -L{self.relative(self.lib)} " + " ".join(f"-l:{lib.name}" for lib in libs)
        standard = f"-static-libstdc++ -Wl,-O1,--hash-style=gnu,-z,lazy,-z,relro,--exclude-libs,ALL -Wl,-rpath-link,{self.relative(self.lib)}"
        return self.add("link", out, objects, libs, flags=f"{standard} {flags}", libs=names.strip())

    def libuv(self) -> Path:
        """libuv as a shared library."""
        flags = (
            "-w -fno-strict-aliasing -D_GNU_SOURCE -D_POSIX_C_SOURCE=200112 -D_FILE_OFFSET_BITS=64"
            " -D_LARGEFILE_SOURCE -DBUILDING_UV_SHARED=1"
            f" -I{self.relative(DEPS / 'libuv/include')} -I{self.relative(DEPS / 'libuv/src')}"
        )
        ours = {
            f"unix/{name}": f"-include {self.relative(TOOLS / f'libuv_{name}.h')} " for name in ("process", "stream")
        }
        objects = [
            self.compile(DEPS / "libuv" / "src" / f"{name}.c", ours.get(name, "") + flags) for name in LIBUV_SOURCES
        ]
        return self.link(self.lib / "libuv.so.1", objects, [], "-Wl,-soname,libuv.so.1", "-pthread -ldl -lrt")

    def engine(self, v8: Path, libuv: Path) -> Path | None:
        """V8 behind Node-API. libstdc++ is linked in, and first: it starts faster than as a library of its own,
        and operator new and delete are its own, not those that V8's library exports."""
        sources = sorted(ENGINE_SOURCES.rglob("*.cc"))
        if not sources:
            return None
        flags = (
            f"-Wall -Wextra -Wno-unused-parameter -fno-exceptions -fno-rtti -fvisibility-inlines-hidden {V8_FLAGS}"
            f" -I{self.relative(PACKAGE / 'engine')} -I{self.relative(ENGINE_SOURCES)}"
            f" -I{self.relative(DEPS / 'libuv/include')}"
        )
        exports = TOOLS / "engine.map"
        # V8 does not export this table of an abstract class; a constructor that is not optimised away names it.
        missing = " -Wl,--defsym=_ZTVN2v811ArrayBuffer9AllocatorE=0" if self.sanitize else ""
        return self.link(
            self.lib / "libnaja_engine.so",
            [self.compile(source, flags) for source in sources],
            [v8, libuv],
            f"-Wl,-soname,libnaja_engine.so -Wl,-rpath,'$$ORIGIN' -Wl,--version-script={self.relative(exports)}{missing}",
            "-l:libstdc++.a -pthread",
        )

    def napi_globals(self, engine: Path, libuv: Path) -> None:
        """The library that is loaded globally, for addons to find the napi_* functions in."""
        sources = sorted([*NAPI_SOURCES.glob("*.c"), *NAPI_SOURCES.glob("*.cc")])
        if sources:
            flags = f"-I{self.relative(PACKAGE / 'engine')} -I{self.relative(DEPS / 'libuv/include')}"
            objects = [self.compile(source, flags) for source in sources]
            soname = "-Wl,-soname,libnaja_napi.so -Wl,-rpath,'$$ORIGIN'"
            self.link(self.lib / "libnaja_napi.so", objects, [], soname)

    def headers(self) -> None:
        """What native addons are compiled against, laid out as node-gyp looks for it: lib/include/node."""
        target = self.lib / "include" / "node"
        for path in sorted((ROOT / "node_modules" / "node-api-headers" / "include").glob("*.h")):
            # Ours of that name has it in it, and adds what Node.js calls experimental.
            name = "js_native_api_stable.h" if path.name == "js_native_api.h" else path.name
            self.add("copy", target / name, [path])
        for folder in (DEPS / "libuv" / "include", PACKAGE / "ext" / "addons" / "include"):
            for path in sorted(folder.rglob("*")):
                if path.suffix in (".h", ".gypi"):
                    self.add("copy", target / path.relative_to(folder), [path])

    def parts(self) -> dict[str, list[Path]]:
        """Object files of the libraries that extension modules can ask for by name."""
        llhttp = DEPS / "llhttp"
        flags = f"-w -I{self.relative(llhttp / 'include')} -I{self.relative(llhttp / 'src')}"
        brotli = [path for part in ("common", "dec", "enc") for path in sorted((DEPS / "brotli" / part).glob("*.c"))]
        brotli_flags = f"-w -O2 -DNDEBUG -I{self.relative(DEPS / 'brotli' / 'include')}"
        return {
            "llhttp": [self.compile(llhttp / "src" / f"{name}.c", flags) for name in LLHTTP_SOURCES],
            "ada": [self.compile(DEPS / "ada" / "ada.cpp", f"-w -I{self.relative(DEPS / 'ada')}")],
            "simdutf": [self.compile(DEPS / "simdutf" / "simdutf.cpp", SIMDUTF_FLAGS)],
            "brotli": [self.compile(path, brotli_flags) for path in brotli],
            "zstd": [self.compile(DEPS / "zstd" / "zstd.c", "-w -O2 -DNDEBUG -DXXH_NAMESPACE=NAJA_")],
            "openssl": self.openssl(),
            "sqlite": [self.compile(SQLITE / "sqlite3.c", SQLITE_FLAGS)],
        }

    def openssl(self) -> list[Path]:
        """OpenSSL's two libraries, under names of ours: the process may have the system's, too."""
        names = " ".join(f"'lib{part}-[0-9a-f]{{8}}[.]so[.]3=libnaja_{part}.so'" for part in ("ssl", "crypto"))
        return [
            self.add("rename", self.lib / f"libnaja_{part}.so", [DEPS / f"openssl/lib{part}.so"], [TOOLS / "rename.py"], names=names)
            for part in ("ssl", "crypto")
        ]

    def extension(self, pyx: Path, parts: dict[str, list[Path]], libs: list[Path]) -> Path:
        """One Cython module, beside its .pyx."""
        needs = needs_of(pyx)
        module = ".".join(pyx.relative_to(SRC).with_suffix("").parts)
        head = pyx.read_text(errors="replace")[:2000]
        plus = "language = c++" in head or "language=c++" in head
        code = self.generated / pyx.relative_to(ROOT).with_suffix(".cpp" if plus else ".c")
        directives = CYTHON_DIRECTIVES + (" --cplus" if plus else "")
        config = [path for path in [pyx.parent / "build.toml"] if path.is_file()]
        self.add("cython", code, [pyx], flags=directives, module=module)
        includes = [PACKAGE / "engine", pyx.parent, DEPS / "libuv/include"]
        includes += [DEPS / "llhttp/include"] if "llhttp" in needs.deps else []
        includes += [DEPS / "brotli/include"] if "brotli" in needs.deps else []
        includes += [SQLITE] if "sqlite" in needs.deps else []
        includes += [DEPS / name for name in ("ada", "simdutf", "zstd") if name in needs.deps]
        flags = " ".join(
            [
                f"-I{sysconfig.get_paths()['include']} -fwrapv -DNDEBUG -Wno-unused-function",
                *(f"-I{self.relative(path)}" for path in includes),
                *needs.cflags,
            ]
        )
        objects = [self.compile(code, f"{flags} -w")]
        objects += [self.compile(pyx.parent / name, flags) for name in needs.sources]
        for name in needs.deps:
            objects += parts[name]
        out = self.package / pyx.relative_to(PACKAGE).with_name(pyx.stem + SUFFIX)
        up = "../" * len(out.relative_to(self.package).parent.parts)
        extra = " ".join(["-l:libstdc++.a" if plus or "ada" in needs.deps else "", *(f"-l{lib}" for lib in needs.libs)])
        return self.add_extension(out, objects, libs, f"-Wl,-rpath,'$$ORIGIN/{up}lib'", extra.strip(), config)

    def add_extension(
        self, out: Path, objects: list[Path], libs: list[Path], flags: str, extra: str, config: list[Path]
    ) -> Path:
        """Links an extension module; made anew when its build.toml changes, as that may name other libraries."""
        made = self.link(out, objects, libs, flags, extra)
        if config:
            at = next(i for i, line in enumerate(self.lines) if line.startswith(f"build {self.relative(out)}:"))
            self.lines[at] += (" " if " | " in self.lines[at] else " | ") + " ".join(map(self.relative, config))
        return made

    def builtins(self, engine: Path | None, extensions: list[Path]) -> None:
        """The built-in JavaScript, in one file with its code caches."""
        scripts = sorted(path for path in PACKAGE.rglob("*.js") if "node_modules" not in path.parts)
        # Making them takes a runtime, but no capability: an error in one's binding does not hold these up.
        core = [path for path in extensions if path.parent.name in ("engine", "loop", "python", "modules")]
        needed = [TOOLS / "builtins.py", TOOLS / "warm_up.js", *core, *([engine] if engine else [])]
        self.add("builtins", self.lib / "builtins.bin", scripts, needed)

    def write(self) -> str:
        """The whole build.ninja."""
        library, prelink = DEPS / "v8/libmini_racer.so", TOOLS / "prelink.py"
        v8 = self.add("prelink", self.lib / "libnaja_v8.so", [library], [prelink], exports=V8_EXPORTS)
        self.add("copy", self.lib / "icudtl.dat", [DEPS / "v8/icudtl.dat"])
        libuv = self.libuv()
        engine = self.engine(v8, libuv)
        if engine:
            self.napi_globals(engine, libuv)
        self.headers()
        parts = self.parts()
        libs = [engine, libuv] if engine else [libuv]
        modules = sorted(path for path in PACKAGE.rglob("*.pyx"))
        extensions = [self.extension(pyx, parts, libs) for pyx in modules]
        self.builtins(engine, extensions)
        rules = RULES.format(
            build=self.relative(self.build),
            cc="gcc",
            cxx="g++",
            python=self.relative(PYTHON),
            tools=self.relative(TOOLS),
            package=self.relative(self.package.parent),
            env="".join(f"{name}={value} " for name, value in self.env.items()),
        )
        return rules + "\n" + "\n".join(self.lines) + "\n"
