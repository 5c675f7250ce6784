// Tries: recursion in WebAssembly, through JavaScript and back.
// Escape: the stack of the host overflows.
// (import "" "" (func)) (func (export "f") (call 0) (call 1))
const code = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 5, 1, 0, 0, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 1, 10, 8, 1, 6, 0, 16, 0, 16, 1, 11,
]); // prettier-ignore
let instance;
let calls = 0;
probe('recursion', () => {
  instance = new WebAssembly.Instance(new WebAssembly.Module(code), {
    '': {
      '': () => {
        if (calls++ % 100 === 0) instance.exports.f();
      },
    },
  });
  instance.exports.f();
});
