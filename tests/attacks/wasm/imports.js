// Tries: host functions and bindings as imports of a module, called with references and numbers that are not theirs.
// Escape: the host crashes, or an import answers with something of the host's.
// (import "" "f" (func (param externref i64) (result externref))) (export "f" (func 0))
const code = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 111, 126, 1, 111, 2, 6, 1, 0, 1, 102, 0, 0, 7, 5, 1, 1, 102, 0, 0,
]); // prettier-ignore
for (const f of [echo, fails, length, process.cwd, process.getBuiltinModule, require, Deno.cwd])
  probe(f.name, () => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { '': { f } });
    return [exports.f(null, 1n), exports.f(globalThis, 2n ** 62n), exports.f(exports.f, 0n)]
      .map(String)
      .join();
  });
