// Tries: recursion of every kind: functions, getters, JSON, regular expressions, inspect, structuredClone, the parser.
// Escape: the host's stack overflows.
const deep = '['.repeat(200000);
probe('functions', () =>
  (function f() {
    return f() + 1;
  })(),
);
probe('the parser', () => new Function(`return ${deep}${']'.repeat(200000)}`));
probe('parentheses', () => eval(`${'('.repeat(100000)}1${')'.repeat(100000)}`));
probe('JSON.parse', () => JSON.parse(deep));
probe('regexp', () => new RegExp('('.repeat(100000) + ')'.repeat(100000)));
probe('toString', () => {
  let a = [];
  for (let i = 0; i < 1e5; i++) a = [a];
  return String(a);
});
probe('inspect', () => {
  let a = {};
  for (let i = 0; i < 1e5; i++) a = { a };
  return require('node:util').inspect(a, { depth: Infinity }).length;
});
probe('clone', () => {
  let a = {};
  for (let i = 0; i < 1e5; i++) a = { a };
  return structuredClone(a);
});
probe('isDeepStrictEqual', () => {
  const m = () => {
    let a = {};
    for (let i = 0; i < 1e5; i++) a = { a };
    return a;
  };
  return require('node:util').isDeepStrictEqual(m(), m());
});
probe('template', () => eval('`${'.repeat(50000) + '1' + '}`'.repeat(50000)));
probe('classes', () => eval(`${'(class extends '.repeat(20000)}Object${'{})'.repeat(20000)}`));
