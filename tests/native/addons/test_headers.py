"""The headers that Naja gives to those who compile addons: what they declare is there, and they say what Naja is."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from conftest import RunNaja, run

ALL = "#include <node_api.h>\n#include <uv.h>\n#include <node_version.h>\n"


@pytest.fixture(scope="session")
def include(naja: Path) -> Path:
    """The folder of headers."""
    done = subprocess.run([naja, "--print-include"], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def preprocess(include: Path, *flags: str) -> str:
    """All of it, after the preprocessor."""
    done = run(["cc", "-E", "-x", "c", f"-I{include}", *flags, "-"], env={"PATH": "/usr/bin:/bin"}, input=ALL)
    assert done.code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("language", ["c", "c++"])
@pytest.mark.parametrize("define", ["NAPI_VERSION=1", "NAPI_VERSION=10", "NAPI_EXPERIMENTAL", "UNUSED"])
def test_they_compile(include: Path, language: str, define: str) -> None:
    flags = ["-fsyntax-only", "-Wall", "-Wextra", "-Werror", f"-D{define}", f"-I{include}"]
    done = run(
        ["g++" if language == "c++" else "gcc", *flags, "-x", language, "-"],
        env={"PATH": "/usr/bin:/bin"},
        input=ALL,
    )
    assert (done.code, done.stderr) == (0, "")


def test_what_they_declare_is_there(include: Path, run_naja: RunNaja, tmp_path: Path) -> None:
    declared = set(re.findall(r"\b((?:napi|node_api)_\w+)\s*\(", preprocess(include, "-DNAPI_EXPERIMENTAL")))
    functions = sorted(declared - {"napi_value"})  # the type of a function pointer
    assert len(functions) > 130
    assert "node_api_post_finalizer" in functions
    program = "const void* dlsym(void*, const char*);\n#include <node_api.h>\n"
    program += "static napi_value has(napi_env env, napi_callback_info info) { size_t n = 1; napi_value v; char s[99];"
    program += (
        "napi_get_cb_info(env, info, &n, &v, 0, 0); napi_get_value_string_utf8(env, v, s, sizeof s, 0);"
    )
    program += "napi_get_boolean(env, dlsym(0, s) != 0, &v); return v; }\n"
    program += (
        'NAPI_MODULE_INIT() { napi_value f; napi_create_function(env, "has", 3, has, 0, &f); return f; }'
    )
    target = tmp_path / "has.node"
    flags = ["-shared", "-fPIC", f"-I{include}", "-x", "c", "-", "-o", str(target)]
    subprocess.run(["cc", *flags], input=program, text=True, check=True)
    missing = f"console.log({json.dumps(functions)}.filter((name) => !require({str(target)!r})(name)))"
    assert run_naja("-e", missing).stdout == "[]\n"


def test_they_are_of_the_running_version(include: Path, run_naja: RunNaja) -> None:
    names = ["NODE_VERSION", "NODE_MODULE_VERSION", "NODE_API_SUPPORTED_VERSION_MAX", "NAJA_MAJOR_VERSION"]
    names += [
        "NAJA_MINOR_VERSION",
        "NAJA_PATCH_VERSION",
        "UV_VERSION_MAJOR",
        "UV_VERSION_MINOR",
        "UV_VERSION_PATCH",
    ]
    text = ALL + "\n".join(f"@{name}" for name in names)
    done = run(["cc", "-E", "-P", "-x", "c", f"-I{include}", "-"], env={"PATH": "/usr/bin:/bin"}, input=text)
    node, modules, napi, *rest = [
        re.sub(r'[" ]', "", line[1:]) for line in done.stdout.splitlines() if line[:1] == "@"
    ]
    versions = json.loads(run_naja("-p", "JSON.stringify(process.versions)").stdout)
    assert (node, modules, napi) == (f"v{versions['node']}", versions["modules"], versions["napi"])
    assert ".".join(rest[:3]) == versions["naja"]
    assert ".".join(rest[3:]) == versions["uv"]
    at_least = "&& ".join(
        [
            "NODE_VERSION_AT_LEAST(26, 10, 0)",
            "!NODE_VERSION_AT_LEAST(26, 10, 1)",
            "NODE_VERSION_AT_LEAST(22, 99, 9)",
        ]
    )
    check = f'#include <node_version.h>\n_Static_assert({at_least}, "");'
    done = run(
        ["cc", "-fsyntax-only", "-x", "c", f"-I{include}", "-"], env={"PATH": "/usr/bin:/bin"}, input=check
    )
    assert done.code == 0, done.stderr


def test_everybody_is_told_of_the_same_place(include: Path, run_naja: RunNaja) -> None:
    variables = json.loads(run_naja("-p", "JSON.stringify(process.config.variables)").stdout)
    assert Path(variables["node_prefix"]) / "include" / "node" == include
    assert variables["use_prefix_to_find_headers"] is True
    written = json.loads(re.sub(r"^#.*$", "", (include / "config.gypi").read_text(), flags=re.M))["variables"]
    told = {
        name: value if not isinstance(value, bool) else str(value).lower()
        for name, value in variables.items()
    }
    assert told == written | {"node_prefix": variables["node_prefix"]}
