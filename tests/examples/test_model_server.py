"""examples/model_server/: the models of Python's libraries behind an HTTP server in TypeScript."""

import json
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import numpy as np
import pytest
from conftest import NAJA, ROOT, environment, run
from test_examples import started

FOLDER = ROOT / "examples" / "model_server"
VENV = Path(os.environ.get("VIRTUAL_ENV", sys.prefix))
PACKAGES = VENV / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
HOME_OF = {"VIRTUAL_ENV": str(VENV), "TF_CPP_MIN_LOG_LEVEL": "3"}


def needs(library: str, folder: Path) -> None:
    """Skips where a library is not installed, once the example has said so."""
    if library == "scikit_learn" or (PACKAGES / library).is_dir():
        return
    result = run([NAJA, FOLDER / "server.ts", library, "0"], env=environment(folder, HOME_OF))
    assert result.code == 1 and f"No module named '{library}'" in result.stderr
    pytest.skip(f"{library} is not installed: only its absence was tested")


def ask(url: str, body: bytes | None = None, **headers: str) -> bytes:
    """What the server answers; a body is POSTed."""
    request = Request(url, body, {name.replace("_", "-"): value for name, value in headers.items()})
    with urlopen(request, timeout=60) as answer:
        return bytes(answer.read())


def status(url: str, body: bytes) -> int:
    """Of what the server refuses."""
    with pytest.raises(HTTPError) as caught:
        ask(url, body)
    caught.value.close()
    return caught.value.code


def recomputed(weights: bytes, points: np.ndarray, library: str) -> np.ndarray:
    """The network's answers, computed from its weights."""
    flat = np.frombuffer(weights, "f4")
    shapes = {
        "scikit_learn": [(2, 32), (32, 32), (32, 3), (32,), (32,), (3,)],
        "torch": [(32, 2), (32,), (32, 32), (32,), (3, 32), (3,)],
        "tensorflow": [(2, 32), (32,), (32, 32), (32,), (32, 3), (3,)],
    }[library]
    layers = []
    for shape in shapes:
        size = int(np.prod(shape))
        layers.append(flat[:size].reshape(shape))
        flat = flat[size:]
    assert flat.size == 0
    kernels = [each for each in layers if each.ndim == 2]
    biases = [each for each in layers if each.ndim == 1]
    values = points
    for number, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
        values = values @ (kernel.T if library == "torch" else kernel) + bias
        if number < 2:
            values = np.maximum(values, 0) if library == "scikit_learn" else np.tanh(values)
    powers = np.exp(values - values.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


@pytest.mark.parametrize("library", ["scikit_learn", "torch", "tensorflow"])
def test_server(library: str, tmp_path: Path) -> None:
    needs(library, tmp_path)
    octets = "application/octet-stream"
    words = (str(FOLDER / "server.ts"), library, "0")
    with started(tmp_path, *words, extra=HOME_OF, stderr=subprocess.DEVNULL) as said:
        url = said.split()[-1]
        about = json.loads(ask(url))
        assert about["library"] == library and about["accuracy"] > 0.9 and about["training"] is False

        points = np.random.default_rng(1).uniform(-1, 1, (50, 2)).astype("f4")
        answer = ask(f"{url}predict", points.tobytes(), Content_Type=octets, Accept=octets)
        probabilities = np.frombuffer(answer, "f4").reshape(-1, 3)
        weights = ask(f"{url}weights")
        np.testing.assert_allclose(probabilities, recomputed(weights, points, library), atol=1e-5)
        answer = ask(f"{url}predict", json.dumps(points.tolist()).encode(), Content_Type="application/json")
        assert json.loads(answer) == {"classes": probabilities.argmax(1).tolist()}

        for body in (b"", b"[]", b"[[1]]", b'[[1, "2"]]', b"{"):
            assert status(f"{url}predict", body) == 400
        with pytest.raises(HTTPError) as caught:
            ask(f"{url}predict", struct.pack("3f", 1, 2, 3), Content_Type=octets)
        caught.value.close()
        assert caught.value.code == 400

        # Another model is trained while the present one answers.
        trained: list[bytes] = []
        thread = threading.Thread(target=lambda: trained.append(ask(f"{url}train", b"")))
        thread.start()
        meanwhile = 0
        while thread.is_alive():
            meanwhile += json.loads(ask(url))["training"]
            thread.join(0.01)
        assert meanwhile > 3 and json.loads(trained[0])["accuracy"] > 0.9
        assert ask(f"{url}weights") != weights


@pytest.mark.parametrize("library", ["scikit_learn", "torch"])
def test_memory_is_shared(library: str, tmp_path: Path) -> None:
    """The library is given the addresses that JavaScript has, and what JavaScript writes is what it computes with."""
    needs(library, tmp_path)
    program = ROOT / "tests" / "examples" / "model_memory.ts"
    result = run([NAJA, program, FOLDER, library], env=environment(tmp_path, HOME_OF))
    wanted = "given true\nweights true\nbefore 6 false\nafter true\n"
    assert (result.code, result.stdout) == (0, wanted), result.stderr
