// Tries: to use up its buffers' memory, and to load and call then what has not been loaded before.
// Escape: native code that got no memory writes to where none is.
const kept = [];
attempt('fill', () => {
  for (const size of [1 << 20, 1 << 16, 1 << 12, 256, 16]) {
    try {
      for (;;) kept.push(new ArrayBuffer(size));
    } catch {
      // There is no more of this size.
    }
  }
});
for (const name of process.getBuiltinModule('node:module').builtinModules)
  probe(name, () => typeof require(name));
probe('url', () => new URL('http://a/b?c#d').href);
probe('stat', () => require('node:fs').statSync('/').mode);
probe('hash', () => require('node:crypto').createHash('sha1').update('x').digest('hex'));
probe('zlib', () => require('node:zlib').gzipSync('x').length);
