// bun:ffi compiles C.
import { cc } from 'bun:ffi';
import { writeFileSync } from 'node:fs';
import { show } from '../../show.mjs';

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

writeFileSync(
  'napi.c',
  `#include <node/node_api.h>
#include <stdint.h>
napi_value hello_napi(napi_env env) {
  napi_value result;
  napi_create_string_utf8(env, "Hello, Napi!", NAPI_AUTO_LENGTH, &result);
  return result;
}
napi_value twice(napi_env env, napi_value value) {
  double number;
  napi_value result;
  napi_get_value_double(env, value, &number);
  napi_create_double(env, number * 2, &result);
  return result;
}
int plain(int a) { return a + 1; }
int32_t length(napi_env env, napi_value array, int more) {
  uint32_t count = 0;
  napi_get_array_length(env, array, &count);
  return count + more;
}
napi_value throws(napi_env env) {
  napi_throw_error(env, "E_X", "thrown in C");
  return 0;
}
napi_value call(napi_env env, napi_value function, double x) {
  napi_value global, argument, result;
  napi_get_global(env, &global);
  napi_create_double(env, x, &argument);
  return napi_call_function(env, global, function, 1, &argument, &result) == napi_ok ? result : 0;
}
`,
);
const napi = cc({
  source: './napi.c',
  symbols: {
    hello_napi: { args: ['napi_env'], returns: 'napi_value' },
    twice: { args: ['napi_env', 'napi_value'], returns: 'napi_value' },
    plain: { args: ['int'], returns: 'int' },
    length: { args: ['napi_env', 'napi_value', 'int'], returns: 'int' },
    throws: { args: ['napi_env'], returns: 'napi_value' },
    call: { args: ['napi_env', 'napi_value', 'f64'], returns: 'napi_value' },
  },
}).symbols as Record<string, any>;
show('napi', () => [
  napi.hello_napi(),
  napi.twice(undefined, 21),
  napi.plain(1),
  napi.length(undefined, [1, 2, 3], 10),
]);
show('napi', () => napi.throws());
show('napi', () => napi.call(undefined, (x: number) => x * 3, 4));
show('napi', () =>
  napi.call(
    undefined,
    () => {
      throw new Error('in JavaScript');
    },
    1,
  ),
);
