// bun:ffi compiles C.
import { cc } from 'bun:ffi';
import { writeFileSync } from 'node:fs';
import { show } from './_show.mjs';

writeFileSync('hello.h', '#define NAME "from c"\n');
writeFileSync(
  'hello.c',
  `#include "hello.h"
#ifndef N
#define N 42
#endif
int hello(int a) { return a + N; }
const char* name(void) { return NAME; }
double half(double x) { return x / 2; }
`,
);
writeFileSync('bad.c', 'int x( { ');
const hello = { hello: { args: ['int'], returns: 'int' } } as const;
show('all', () => {
  const { close, symbols } = cc({
    source: './hello.c',
    symbols: { ...hello, name: { returns: 'cstring' }, half: { args: ['f64'], returns: 'f64' } },
  });
  const results = [symbols.hello(1), symbols.name(), symbols.half(3), symbols.hello.name];
  close();
  return results;
});
show('define', () => cc({ source: './hello.c', define: { N: '100' }, symbols: hello }).symbols.hello(1));
show('flags', () => cc({ source: './hello.c', flags: ['-DN=7'], symbols: hello }).symbols.hello(1));
show('flags', () => cc({ source: './hello.c', flags: '-DN=8', symbols: hello }).symbols.hello(1));
show('library', () => cc({ source: ['./hello.c'], library: 'm', symbols: hello }).symbols.hello(1));
show('url', () =>
  cc({ source: new URL(`file://${process.cwd()}/hello.c`), symbols: hello }).symbols.hello(1),
);
writeFileSync('hello.h', '#define NAME "from another header"\n');
show('header', () => cc({ source: './hello.c', symbols: { name: { returns: 'cstring' } } }).symbols.name());
show('missing', () => cc({ source: './hello.c', symbols: { nope: {} } }));
for (const options of [
  undefined,
  { symbols: hello },
  { source: './hello.c' },
  { source: './hello.c', symbols: {} },
]) {
  show('options', () => cc(options as any));
}
show('type', () => cc({ source: './hello.c', symbols: { hello: { args: ['foo' as any] } } }));
for (const source of ['./bad.c', './nope.c']) {
  try {
    cc({ source, symbols: { x: {} } });
  } catch (error: any) {
    console.log(error.message.split('\n')[0]);
  }
}
