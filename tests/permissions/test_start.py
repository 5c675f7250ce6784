"""Where a program begins: what is read before that is the program, what is read later is asked for."""

from pathlib import Path

import pytest
from conftest import RunNaja

FILES = {
    "main.mjs": """
        import './static.mjs';
        import { v } from 'pkg';
        import data from './data.json' with { type: 'json' };
        console.log('main', v, data.n);
        await import('./named.mjs');
        for (const name of ['named', 'computed', 'static']) {
          await import(`./${name}.mjs`).then(() => console.log(name), (error) => console.log(name, error.code));
        }
        try { console.log((await import('node:fs')).readFileSync('static.mjs', 'utf8')); }
        catch (error) { console.log(error.code); }
        try { console.log((await import('node:fs')).readFileSync('node_modules/pkg/index.js', 'utf8')); }
        catch (error) { console.log(error.code); }
        try { require('../outside/x.js'); } catch (error) { console.log(error.name); }
    """,
    "static.mjs": "console.log('static'); export const s = import.meta.url;",
    "named.mjs": "console.log('named'); import './below.mjs'; import('./deep.mjs');",
    "below.mjs": "console.log('below');",
    "deep.mjs": "console.log('deep');",
    "computed.mjs": "console.log('never');",
    "data.json": '{"n": 1}',
    "main.cjs": """
        console.log(require('pkg').v, require('./main.cjs') === module.exports);
        try { require('./other.cjs'); } catch (error) { console.log(error.code, error.resource); }
        try { require('./missing.cjs'); } catch (error) { console.log(error.code); }
        import('./named.mjs');
    """,
    "other.cjs": "console.log('never');",
    "main.ts": """
        import { s } from './lib.ts';
        const n: number = s;
        console.log('typescript', n);
        import('./lib2.ts');
    """,
    "lib.ts": "export const s: number = 7;",
    "lib2.ts": "console.log('lib2' as string);",
    "package.json": '{"name": "app"}',
    "node_modules/pkg/package.json": '{"name": "pkg", "main": "index.js"}',
    "node_modules/pkg/index.js": "exports.v = require('./lib').v;",
    "node_modules/pkg/lib.js": "exports.v = 'package';",
    "inner/app.mjs": "import 'pkg'; import '../static.mjs'; console.log('inner');",
    "data.mjs": """
        import './static.mjs';
        for (const [name, type] of [['secret.json', 'json'], ['secret', 'text'], ['lib.cjs']])
          await import(`../outside/${name}`, type && { with: { type } })
            .then(() => console.log(name), (error) => console.log(name, error.code, error.stack.includes('hidden')));
        await import('../outside/secret.json', { with: { type: 'json' } }).catch((error) => console.log(error.code));
        await import('../outside/secret').catch((error) => console.log(error.code, error.stack.includes('hidden')));
        await import('../outside/lib.cjs').then(() => console.log('code'));
    """,
    "static-data.mjs": "import data from '../outside/secret.json' with { type: 'json' }; console.log(data);",
    "reads.mjs": "import fs from 'node:fs'; console.log(fs.readFileSync(process.argv[1], 'utf8').length > 0);",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("start")
    for name, text in FILES.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text)
    return made


def test_es_modules(run_naja: RunNaja, folder: Path) -> None:
    done = run_naja("--allow-env", "main.mjs", cwd=folder)
    assert done.stdout.split("\n")[:-1] == [
        "static",
        "main package 1",
        "below",
        "named",
        "deep",
        "named",
        "computed ERR_ACCESS_DENIED",
        "static",
        "ERR_ACCESS_DENIED",
        "ERR_ACCESS_DENIED",
        "ReferenceError",
    ], done.stderr


def test_data_is_the_programs_only_where_it_lies(run_naja: RunNaja, folder: Path) -> None:
    outside = folder.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "secret.json").write_text('{"hidden": 1}')
    (outside / "secret").write_text("hidden: (\n")
    (outside / "lib.cjs").write_text("")
    denied = "ERR_ACCESS_DENIED"
    done = run_naja("--allow-env", "data.mjs", cwd=folder)
    assert done.stdout.split("\n")[:-1] == [
        "static", f"secret.json {denied} false", f"secret {denied} false", "lib.cjs", denied, f"{denied} false", "code",
    ], done.stderr  # fmt: skip
    done = run_naja("--allow-env", "static-data.mjs", cwd=folder)
    assert done.code == 1 and denied in done.stderr and "hidden" not in done.stderr


def test_commonjs(run_naja: RunNaja, folder: Path) -> None:
    done = run_naja("--allow-env", "main.cjs", cwd=folder)
    assert done.stdout.split("\n")[:-1] == [
        "package true",
        f"ERR_ACCESS_DENIED {folder}/other.cjs",
        "ERR_ACCESS_DENIED",
        "below",
        "named",
        "deep",
    ], done.stderr


def test_typescript(run_naja: RunNaja, folder: Path) -> None:
    done = run_naja("--allow-env", "main.ts", cwd=folder)
    assert (done.code, done.stdout) == (0, "typescript 7\nlib2\n"), done.stderr


def test_entries(run_naja: RunNaja, folder: Path) -> None:
    read = "try { require('fs').readFileSync('static.mjs') } catch (error) { console.log(error.code) }"
    assert run_naja("--allow-net", "-e", read, cwd=folder).stdout == "ERR_ACCESS_DENIED\n"
    assert run_naja("--allow-net", "-", input=read, cwd=folder).stdout == "ERR_ACCESS_DENIED\n"
    assert run_naja("--allow-net", "-p", "require('pkg').v", cwd=folder).stdout == "package\n"
    assert "ERR_ACCESS_DENIED" in run_naja("--allow-net", "-i", input=f"{read}\n", cwd=folder).stdout
    assert run_naja("--allow-net", "inner/app.mjs", cwd=folder).stdout == "static\ninner\n"
    # A program may read its own file, and under --permission nothing else goes without asking.
    assert run_naja("--permission", "reads.mjs", cwd=folder).stdout == "true\n"
    done = run_naja("--permission", "inner/app.mjs", cwd=folder)
    assert done.code == 1 and "ERR_ACCESS_DENIED" in done.stderr
    done = run_naja("--allow-net", "--deny-read=node_modules", "main.mjs", cwd=folder)
    assert "main package" not in done.stdout or "node_modules" not in done.stdout
