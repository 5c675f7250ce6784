"""TypeScript and JSX: what Node.js does not run, tsconfig.json, and the cache on disk."""

import json
from pathlib import Path

import pytest
from conftest import RunNaja


def plant(root: Path, files: dict[str, str | dict[str, object]]) -> Path:
    """Writes files; objects as JSON."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return root


def test_code_that_types_need(run_naja: RunNaja, tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "main.ts": """
                enum Color { Red, Green = 'g' }
                const enum Flag { A = 1 << 1 }
                namespace Outer { export const x: number = 1; export namespace Inner { export const y = x + 1 } }
                class Point { constructor(readonly x: number, private y = 2) {} sum() { return this.x + this.y } }
                import fs = require('node:fs');
                let cast = <number>(5 as unknown);
                console.log(Color.Red, Color[0], Color.Green, Flag.A, Outer.Inner.y);
                console.log(new Point(1).sum(), cast, typeof fs);
            """
        },
    )
    assert run_naja("main.ts").stdout == "0 Red g 2 2\n3 5 object\n"


def test_imports_of_types_are_left_out(run_naja: RunNaja, tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "types.ts": "console.log('loaded'); export interface T { a: number } export type U = string;",
            "main.ts": "import { T, U } from './types.ts'; import type { V } from './gone'; const t: T = { a: 1 };"
            " const u: U = 'u'; console.log(t, u); export type { V };",
        },
    )
    assert run_naja("main.ts").stdout == "{ a: 1 } u\n"


@pytest.mark.parametrize("kind", ["commonjs", "module"])
def test_names_that_stand_for_sources(run_naja: RunNaja, tmp_path: Path, kind: str) -> None:
    load = "require('{}')" if kind == "commonjs" else "await import('{}')"
    names = ["./a.js", "./b.jsx", "./c.mjs", "./d.cjs", "./e", "./f", "./g.ts", "./h"]
    lines = [f"console.log(({load.format(name)}).v);" for name in names]
    extension = "cts" if kind == "commonjs" else "mts"
    plant(
        tmp_path,
        {
            f"main.{extension}": "\n".join(lines),
            "a.ts": "export const v: string = 'a.ts'",
            "b.tsx": "export const v: string = 'b.tsx'",
            "c.mts": "export const v: string = 'c.mts'",
            "d.cts": "exports.v = 'd.cts' as string",
            "e.ts": "export const v: string = 'e.ts'",
            "f/index.ts": "export const v: string = 'f/index.ts'",
            "g.ts": "export const v: string = 'g.ts'",
            "h.tsx": "export const v: string = 'h.tsx'",
        },
    )
    wanted = ["a.ts", "b.tsx", "c.mts", "d.cts", "e.ts", "f/index.ts", "g.ts", "h.tsx"]
    assert run_naja(f"main.{extension}").stdout.split() == wanted


def test_javascript_does_not_guess_at_sources(run_naja: RunNaja, tmp_path: Path) -> None:
    plant(tmp_path, {"main.js": "require('./a.js')", "a.ts": "export const v = 1"})
    done = run_naja("main.js")
    assert done.code == 1
    assert "Cannot find module './a.js'" in done.stderr


def test_tsconfig_paths(run_naja: RunNaja, tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "tsconfig.json": """{
                // comments and commas are fine
                "extends": "./base.json",
                "compilerOptions": { "paths": { "@/*": ["./src/*"], "@/special": ["./other/special.ts"],
                    "lib": ["./gone", "./other/lib"], }, },
            }""",
            "base.json": {"compilerOptions": {"baseUrl": "./rooted", "strict": True}},
            "src/a.ts": "export const v: string = 'src/a'",
            "src/deep/b.ts": "export const v: string = 'src/deep/b'",
            "other/special.ts": "export const v: string = 'special'",
            "other/lib/index.ts": "export const v: string = 'lib'",
            "rooted/based.ts": "export const v: string = 'based'",
            "src/esm.mts": "import { v as a } from '@/a'; import { v as b } from '@/deep/b.js';"
            "import { v as c } from '@/special'; import { v as d } from 'lib'; import { v as e } from 'based';"
            "console.log(a, b, c, d, e)",
            "src/cjs.cts": "const names = ['@/a', '@/deep/b.js', '@/special', 'lib', 'based'];"
            "console.log(names.map((s) => require(s).v).join(' '))",
            "src/plain.mjs": "await import('@/a').catch((e) => console.log(e.code))",
        },
    )
    assert "ERR_" in run_naja("src/plain.mjs").stdout
    (tmp_path / "base.json").write_text(json.dumps({"compilerOptions": {"baseUrl": "."}}))
    (tmp_path / "based.ts").write_text("export const v: string = 'based'")
    for program in ("src/esm.mts", "src/cjs.cts"):
        assert run_naja(program).stdout == "src/a src/deep/b special lib based\n"


def test_jsx(run_naja: RunNaja, tmp_path: Path) -> None:
    runtime = "exports.jsx = exports.jsxs = (type, props, key) => ({ type, props, key }); exports.Fragment = 'frag';"
    plant(
        tmp_path,
        {
            "node_modules/react/jsx-runtime.js": runtime,
            "node_modules/preact/jsx-runtime.js": runtime.replace("frag", "preact-frag"),
            "main.tsx": "const C = (p: { a: number }) => <b key='k'>{p.a}</b>;"
            "console.log(JSON.stringify(<><C a={1} />x</>))",
            "plain.jsx": "console.log(JSON.stringify(<i title='t' />))",
            "pragma.tsx": "/** @jsxImportSource preact */\nconsole.log((<></>).type)",
            "classic/tsconfig.json": {
                "compilerOptions": {"jsx": "react", "jsxFactory": "h", "jsxFragmentFactory": "F"}
            },
            "classic/main.tsx": "const F = 'F'; const h = (...a: unknown[]) => a;"
            "console.log(JSON.stringify(<><b c='d'>e</b></>))",
            "source/tsconfig.json": {"compilerOptions": {"jsx": "react-jsx", "jsxImportSource": "preact"}},
            "source/main.tsx": "console.log((<></>).type)",
        },
    )
    assert run_naja("main.tsx").stdout == '{"type":"frag","props":{"children":[{"props":{"a":1}},"x"]}}\n'
    assert run_naja("plain.jsx").stdout == '{"type":"i","props":{"title":"t"}}\n'
    assert run_naja("pragma.tsx").stdout == "preact-frag\n"
    assert run_naja("classic/main.tsx").stdout == '["F",null,["b",{"c":"d"},"e"]]\n'
    assert run_naja("source/main.tsx").stdout == "preact-frag\n"


def test_class_fields_and_legacy_decorators(run_naja: RunNaja, tmp_path: Path) -> None:
    source = """
        function log(target: any, key: string, desc?: PropertyDescriptor) {
            console.log(typeof target, key, typeof desc?.value)
        }
        function sealed(c: Function) { console.log('class', c.name) }
        function param(target: any, key: string | undefined, index: number) { console.log('param', key, index) }
        @sealed class A {
            @log field: string = 'f'
            @log method(@param a: string) { return a }
            @log static s() {}
        }
        console.log(new A().field);
        class Base { constructor() { (this as any).x = 'from base' } }
        class Sub extends Base { x: string }
        console.log((new Sub() as any).x);
    """
    plant(
        tmp_path,
        {
            "old/tsconfig.json": {
                "compilerOptions": {"experimentalDecorators": True, "useDefineForClassFields": False}
            },
            "old/main.ts": source,
        },
    )
    wanted = ["object field undefined", "param method 0", "object method function", "function s function"]
    assert run_naja("old/main.ts").stdout.splitlines() == [*wanted, "class A", "f", "from base"]


def test_decorators_of_ecmascript(run_naja: RunNaja, tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "main.ts": """
                type Context = { kind: string; name: string; static: boolean; addInitializer(fn: () => void): void };
                const text = '@not a decorator', regexp = /@/, template = `@${'x'}`;
                function tell(value: unknown, context: Context): any {
                    console.log(context.kind, String(context.name), context.static, typeof value);
                    context.addInitializer(function (this: unknown) { console.log('init', String(context.name)) });
                    if (context.kind === 'field') return (initial: number) => initial + 1;
                }
                @tell class A {
                    @tell x = 1;
                    @tell static s = 2;
                    @tell m() { return 3 }
                    @tell get g() { return 4 }
                    @tell set g(value) {}
                    @tell accessor a = 5;
                    @tell #p = 6;
                    @tell ['com' + 'puted']() {}
                    accessor plain = 7;
                    p() { return this.#p }
                }
                const a = new A();
                console.log(a.x, A.s, a.m(), a.g, a.a, a.plain, a.p(), A.name, text.length + regexp.source + template);
                const bound = (_: Function, { name, addInitializer }: any) =>
                    addInitializer(function (this: any) { this[name] = this[name].bind(this) });
                const twice = (fn: Function, _: Context) => function (this: unknown) { return fn.call(this) * 2 };
                class B { v = 4; @bound @twice get() { return this.v } }
                const { get } = new B();
                console.log(get());
                const extend = (C: any, c: Context): any => class extends C { extra = c.name };
                export default @extend class Named { y = 1 }
                const Expression = @extend class { z = 2 };
                console.log((new Named() as any).extra, new Named().y, (new Expression() as any).extra);
            """,
            "private.ts": "const d = (..._: any[]) => {}; class A { @d #m() {} }",
        },
    )
    done = run_naja("main.ts")
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        *("method m false function", "getter g false function", "setter g false function"),
        *("accessor a false object", "method computed false function", "field s true undefined"),
        *("field x false undefined", "field #p false undefined", "class A undefined function"),
        *("init s", "init A", "init m", "init g", "init g", "init computed", "init x", "init a", "init #p"),
        *("2 3 3 4 5 7 7 A 16@@x", "8", "Named 1 Expression"),
    ]
    assert "Decorators of private methods and accessors are not run yet" in run_naja("private.ts").stderr


def test_decorator_metadata(run_naja: RunNaja, tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "tsconfig.json": {
                "compilerOptions": {"experimentalDecorators": True, "emitDecoratorMetadata": True}
            },
            "main.ts": """
                const seen: string[] = [];
                const show = (v: any) => v?.name ?? v?.map((x: any) => x.name);
                (Reflect as any).metadata = (k: string, v: any) => () => { seen.push(`${k}=${show(v)}`) };
                const dec = (..._: any[]) => {};
                class B {}
                class A { @dec x: string = ''; @dec m(b: B, n: number): boolean { return true } }
                console.log(new A().m(new B(), 1), seen.sort().join(' '));
            """,
        },
    )
    wanted = (
        "true design:paramtypes=B,Number design:returntype=Boolean design:type=Function design:type=String\n"
    )
    assert run_naja("main.ts").stdout == wanted


def test_errors_name_the_source(run_naja: RunNaja, tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "syntax.ts": "const a: number = 1;\n\nlet b: = 2;\n",
            "throws.ts": "enum E { A }\n\n\n\ninterface I {}\n  throw new Error('boom ' + E.A);\n",
            "typo.ts": "import { nope } from './throws2.mts';\nconsole.log(nope);\n",
            "throws2.mts": "export const x: number = 1;\n",
        },
    )
    done = run_naja("syntax.ts")
    assert done.code == 1
    assert done.stderr.startswith(f"{tmp_path}/syntax.ts:3\nlet b: = 2;\n       ^\n\nSyntaxError: ")
    done = run_naja("throws.ts")
    assert done.code == 1
    assert f"{tmp_path}/throws.ts:6\n  throw new Error('boom ' + E.A);\n" in done.stderr
    assert f"{tmp_path}/throws.ts:6:9" in done.stderr
    assert "does not provide an export named 'nope'" in run_naja("typo.ts").stderr


def test_node_modules_are_left_alone(run_naja: RunNaja, tmp_path: Path) -> None:
    plant(tmp_path, {"node_modules/p/index.ts": "export const x = 1", "main.mjs": "import 'p/index.ts'"})
    done = run_naja("main.mjs")
    assert done.code == 1
    assert "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING" in done.stderr


def test_cache(run_naja: RunNaja, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    main = tmp_path / "main.ts"
    main.write_text("const x: number = 1; console.log('one', x); enum E { A }")
    env = {"XDG_CACHE_HOME": str(cache)}
    assert run_naja(main, env=env).stdout == "one 1\n"
    folder = cache / "naja" / "typescript"
    (entry,) = folder.iterdir()
    assert entry.stat().st_mode & 0o777 == 0o600
    good = entry.read_bytes()

    # An entry is used as it is ...
    body = good.partition(b"\n")[2]
    assert run_naja(main, env=env).stdout == "one 1\n"
    assert entry.read_bytes() == good
    # ... and made again when it is damaged in any way.
    for bad in (
        b"",
        good[:-5],
        good.replace(b"'one'", b"'ten'"),
        good.replace(b'"one"', b'"ten"'),
        b"{}\n" + body,
        good + b"x",
    ):
        entry.write_bytes(bad)
        assert run_naja(main, env=env).stdout == "one 1\n"
        assert entry.read_bytes() == good
    # Another content, another entry; the place may be unwritable.
    main.write_text("const x: number = 2; console.log('two', x)")
    assert run_naja(main, env=env).stdout == "two 2\n"
    assert len(list(folder.iterdir())) == 2
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    assert run_naja(main, env={"XDG_CACHE_HOME": str(blocked)}).stdout == "two 2\n"
