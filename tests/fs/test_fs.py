"""node:fs and node:os from the outside: what a program of one runtime alone cannot show."""

import errno
import json
import os
import signal
import stat
from pathlib import Path

from conftest import RunNaja

PIPE = """
const fs = require('fs');
const [from, to] = process.argv.slice(2);
let peak = 0;
const timer = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 5);
const before = process.memoryUsage().rss;
fs.createReadStream(from).pipe(fs.createWriteStream(to)).on('close', () => {
  clearInterval(timer);
  console.log(JSON.stringify({ size: fs.statSync(to).size, grown: peak - before }));
});
"""

LAG = """
const fs = require('fs');
let turns = 0;
let over = false;
const turn = () => { turns++; if (!over) setImmediate(turn); };
setImmediate(turn);
fs.createReadStream(process.argv[2]).resume().on('close', () => { over = true; console.log(turns); });
"""


def test_constants_are_the_systems(run_naja: RunNaja) -> None:
    result = run_naja("-p", "JSON.stringify([fs.constants, os.constants])")
    files, system = json.loads(result.stdout)
    for name, value in files.items():
        if name.startswith("S_IF") and name != "S_IFMT":
            assert value == getattr(stat, name), name
        elif name.startswith(("O_", "S_I", "F_", "R_", "W_", "X_")) and hasattr(os, name):
            assert value == getattr(os, name), name
    assert files["O_DIRECTORY"] == os.O_DIRECTORY
    for name, value in system["errno"].items():
        assert value == getattr(errno, name), name
    for name, value in system["signals"].items():
        # What Python does not name.
        if name not in ("SIGIOT", "SIGPOLL", "SIGSTKFLT") or hasattr(signal, name):
            assert value == getattr(signal, name), name
    for name, value in system["dlopen"].items():
        assert value == getattr(os, name), name


def test_a_large_file_is_piped_in_little_memory(run_naja: RunNaja, tmp_path: Path) -> None:
    size = 512 << 20
    source = tmp_path / "source"
    with source.open("wb") as file:
        for _ in range(size >> 20):
            file.write(b"x" * (1 << 20))
    program = tmp_path / "pipe.js"
    program.write_text(PIPE)
    found = json.loads(run_naja(program, source, tmp_path / "copy", timeout=120).stdout)
    assert found["size"] == size
    assert found["grown"] < 100 << 20


def test_a_fast_file_leaves_others_their_turn(run_naja: RunNaja, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x" * (64 << 20))
    program = tmp_path / "lag.js"
    program.write_text(LAG)
    # 1024 chunks of 64 KiB, of which some are taken together.
    assert int(run_naja(program, source, timeout=60).stdout) > 50


def test_names_that_are_not_utf8(run_naja: RunNaja, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe")).write_bytes(b"odd")
    code = (
        "const [name] = fs.readdirSync('.', 'buffer');"
        "console.log(name, fs.readFileSync(Buffer.concat([Buffer.from('./'), name]), 'utf8'));"
        "console.log(JSON.stringify(fs.readdirSync('.')));"
    )
    result = run_naja("-e", code, cwd=folder)
    assert result.stdout == '<Buffer ff fe> odd\n["\ufffd\ufffd"]\n'


def test_long_paths(run_naja: RunNaja, tmp_path: Path) -> None:
    # Longer than the place that native code has ready for a path.
    deep = "/".join(["d" * 200] * 8)
    code = (
        f"const deep = '{deep}';"
        "fs.mkdirSync(deep, { recursive: true });"
        "fs.writeFileSync(`${deep}/f`, 'deep');"
        "fs.promises.readFile(Buffer.from(`${deep}/f`), 'utf8').then(async (text) => {"
        "  console.log(text, fs.existsSync(`${deep}/f`), fs.realpathSync(deep).length > 1600);"
        "  await fs.promises.rm('d'.repeat(200), { recursive: true });"
        "  console.log(fs.readdirSync('.').includes('d'.repeat(200)));"
        "});"
    )
    assert run_naja("-e", code, cwd=tmp_path).stdout == "deep true true\nfalse\n"


def test_many_requests_at_once(run_naja: RunNaja, tmp_path: Path) -> None:
    code = (
        "const names = Array.from({ length: 500 }, (_, i) => `f${i}`);"
        "Promise.all(names.map((name) => fs.promises.writeFile(name, name)))"
        "  .then(() => Promise.all(names.map((name) => fs.promises.readFile(name, 'utf8'))))"
        "  .then((texts) => console.log(texts.every((text, i) => text === names[i])));"
    )
    assert run_naja("-e", code, cwd=tmp_path).stdout == "true\n"
