"""Plugins: modules that Python packages add."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Result, environment
from conftest import run as run_program

EXAMPLE = ROOT / "examples" / "plugin_shout"


def naja(program: Path, *folders: Path) -> Result:
    """Runs a program with more folders on sys.path, as of an environment in which plugins are installed."""
    path = ":".join(map(str, [ROOT / "src", *folders]))
    home = program.parent
    env = environment(home, {"PYTHONPATH": path, "NO_COLOR": "1"})
    return run_program([sys.executable, "-m", "naja", program], env=env, cwd=home)


def prints(result: Result) -> str:
    """What it printed; fails where it did not end well."""
    assert (result.code, result.stderr) == (0, "")
    return result.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which pip has installed the example."""
    source = tmp_path_factory.mktemp("source") / "plugin"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
    target = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
    ]
    subprocess.run([*command, "--target", target, source], check=True, capture_output=True)
    return target


def install(folder: Path, name: str, entry_points: str, code: str) -> None:
    """Installs a package of one module, without pip."""
    info = folder / f"{name}-2.0.dist-info"
    info.mkdir(parents=True)
    (info / "entry_points.txt").write_text(entry_points)
    (folder / f"{name}.py").write_text(code)


def test_example(installed: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.mjs"
    program.write_text("""
        import { createRequire } from 'node:module';
        import { Worker } from 'node:worker_threads';
        import { shout } from 'shout:';
        import * as all from 'shout:';
        import whisper from 'shout:whisper';
        import greet from 'loud-greeting';
        const require = createRequire(import.meta.url);
        console.log(shout('a'), await whisper('B'), greet('you'), Object.keys(all).join());
        console.log(require('shout:').shout === shout, require('loud-greeting').default === greet);
        console.log(import.meta.resolve('shout:whisper'), require.resolve('shout:whisper'));
        const worker = new Worker("console.log(require('shout:').shout('worker'))", { eval: true });
        await new Promise((resolve) => worker.on('exit', resolve));
        for (const name of ['shout:nothing', 'shout:_x', 'shout:shout/__globals__', 'no-such-name', 'nobody:x']) {
          await import(name).catch((error) => console.log(error.code));
          try { require(name); } catch (error) { console.log(error.code); }
        }
    """)
    twice = "{0}\n{0}\n".format
    assert prints(naja(program, installed)) == (
        "A! b... HELLO YOU! default,shout,whisper\ntrue true\nshout:whisper shout:whisper\nWORKER!\n"
        + twice("ERR_MODULE_NOT_FOUND") * 3
        + "ERR_MODULE_NOT_FOUND\nMODULE_NOT_FOUND\nERR_UNSUPPORTED_ESM_URL_SCHEME\nMODULE_NOT_FOUND\n"
    )


def test_conflicts_and_errors(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shouting = "[naja.plugins]\nshout = {}\nnode = {}\n[naja.modules]\nleft-pad = {}\n"
    code = "from naja import op\n@op\ndef who():\n    return __name__\n"
    install(site, "first", shouting.replace("{}", "first"), code)
    install(site, "broken", "[naja.plugins]\nbroken = broken\nempty = math\n", "import no_such_module\n")
    package = tmp_path / "node_modules" / "left-pad"
    package.mkdir(parents=True)
    (package / "index.js").write_text("exports.who = () => 'of npm'")
    program = tmp_path / "program.cjs"
    program.write_text("""
        const { spawnSync } = require('child_process');
        const attempt = (name) => {
          try {
            console.log(require(name).who());
          } catch (error) {
            console.log(error.code, error.message.split('\\n')[0]);
          }
        };
        for (const name of ['shout:', 'left-pad', 'broken:', 'empty:', 'node:who']) attempt(name);
    """)
    said = prints(naja(program, site)).splitlines()
    assert said == [
        "first",
        "of npm",
        "ERR_PLUGIN_LOAD_FAILED The plugin broken 2.0, which offers 'broken:', cannot be loaded: "
        "ModuleNotFoundError: No module named 'no_such_module'",
        "ERR_PLUGIN_LOAD_FAILED The plugin's 'empty:' offers nothing to JavaScript: none of its functions is marked "
        "with @op",
        "ERR_UNKNOWN_BUILTIN_MODULE No such built-in module: node:who",
    ]
    # Another package offers the same; it is noticed, although what is installed has been written down.
    install(site, "second", shouting.replace("{}", "second"), code)
    said = prints(naja(program, site)).splitlines()
    assert said[0].startswith("ERR_PLUGIN_CONFLICT Several plugins offer 'shout:': first 2.0 (in ")
    assert "second 2.0" in said[0]
    # Without the package of npm, the name is the plugins'.
    shutil.rmtree(package)
    said = prints(naja(program, site)).splitlines()
    assert said[1].startswith("ERR_PLUGIN_CONFLICT Several plugins offer the module 'left-pad': ")


@pytest.mark.parametrize("way", ["VIRTUAL_ENV", ".venv"])
def test_of_the_programs_environment(way: str, tmp_path: Path) -> None:
    """Where `python:` imports find packages, too, those that .pth files lead to included (pip install -e)."""
    home = tmp_path / "home"
    venv = tmp_path / "elsewhere" if way == "VIRTUAL_ENV" else home / ".venv"
    home.mkdir()
    site = venv / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages"
    code = "from naja import op\n@op\ndef total(numbers):\n    return sum(numbers)\n"
    install(site, "adding", "[naja.plugins]\nadding = adding\n", "")
    (tmp_path / "source").mkdir()
    (site / "adding.py").rename(tmp_path / "source" / "adding.py").write_text(code)
    (site / "adding.pth").write_text(f"{tmp_path / 'source'}\n")
    program = home / "program.mjs"
    program.write_text("""
        import { total } from 'adding:';
        import py from 'naja:python';
        console.log(total([1, 2]), total(py.list([3, 4])));
    """)
    env = environment(home, {"PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"})
    if way == "VIRTUAL_ENV":
        env["VIRTUAL_ENV"] = str(venv)
    result = run_program([sys.executable, "-m", "naja", program], env=env, cwd=home)
    assert prints(result) == "3 7\n"


def test_in_a_runtime(installed: Path, tmp_path: Path) -> None:
    program = tmp_path / "host.py"
    program.write_text("""
import naja
for permissions in ("all", naja.Permissions(python=["naja_shout"]), None):
    with naja.Runtime(permissions=permissions) as rt:
        try:
            print(rt.import_("shout:").shout("host"))
        except naja.JSError as error:
            print(error.code)
    """)
    path = f"{ROOT / 'src'}:{installed}"
    env = environment(tmp_path, {"PYTHONPATH": path, "NO_COLOR": "1"})
    result = run_program([sys.executable, program], env=env, cwd=tmp_path)
    assert prints(result) == "HOST!\nHOST!\nERR_ACCESS_DENIED\n"
