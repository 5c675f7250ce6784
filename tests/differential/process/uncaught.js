'use strict';
// Timeout: 110
// What is printed of an exception that nobody catches, and the exit code. Frames inside the runtime, and its name, differ.
const { spawnSync } = require('child_process');
const { mkdtempSync, writeFileSync, rmSync } = require('fs');
const { tmpdir } = require('os');
const path = require('path');

const home = mkdtempSync(path.join(tmpdir(), 'uncaught-'));
const files = {
  'broken.js': 'let a = ;',
  'thrower.js': "throw new Error('in a required file');",
  'exports.mjs': 'export const a = 1;',
};
const programs = {
  'error.js': "throw new Error('x');",
  'subclass.js':
    "class MyError extends TypeError { constructor(m) { super(m); this.name = 'MyError'; this.extra = { a: 1 }; } }\nfunction f() { throw new MyError('m'); }\nf();",
  'string.js': "throw 'a string';",
  'number.js': 'throw 42;',
  'null.js': 'throw null;',
  'undefined.js': 'throw undefined;',
  'symbol.js': "throw Symbol('s');",
  'bigint.js': 'throw 10n;',
  'boolean.js': 'throw false;',
  'object.js': 'throw { a: 1, b: [1, 2] };',
  'function.js': 'throw function foo() {};',
  'array.js': 'throw [1, 2];',
  'stacked.js': "throw { stack: 'my stack', message: 'm' };",
  'unreadable.js': 'throw { get stack() { throw 1; } };',
  'nullproto.js': "throw Object.assign(Object.create(null), { name: 'N', message: 'M' });",
  'frozen.js': "throw Object.freeze(new Error('frozen'));",
  'proxy.js': "throw new Proxy(new Error('p'), {});",
  'date.js': 'throw new Date(0);',
  'domexception.js': "throw new DOMException('dm', 'AbortError');",
  'extra.js':
    "const e = new Error('x'); e.code = 'E'; e.detail = { a: { b: { c: { d: { e: { f: 1 } } } } } }; throw e;",
  'custom.js':
    "const e = new Error('x'); e[Symbol.for('nodejs.util.inspect.custom')] = () => 'custom'; throw e;",
  'nostack.js': "const e = new Error('x'); e.stack = undefined; throw e;",
  'deletedstack.js': "const e = new Error('x'); delete e.stack; throw e;",
  'stringstack.js': "const e = new Error('x'); e.stack = 'mine'; throw e;",
  'message.js': "const e = new Error('a'); e.message = 'b'; throw e;",
  'name.js': "const e = new Error('a'); e.name = 'Other'; throw e;",
  'empty.js': "throw new Error('');",
  'lines.js': "throw new Error('one\\ntwo');",
  'tabs.js': "\tif (true) {\n\t\tthrow new Error('tabs');\n\t}",
  'prepared.js': "Error.prepareStackTrace = (e) => 'P ' + e.message; throw new Error('x');",
  'limit.js': "Error.stackTraceLimit = 0; throw new Error('x');",
  'syntax.js': 'let a = ;\n',
  'requires-syntax.js': "require('./broken.js');",
  'requires.js': "require('./thrower.js');",
  'eval.js': "eval('foo bar');",
  'json.js': "JSON.parse('{x');",
  'reference.js': 'process.nextTick(() => { undefinedVariable; });',
  'timer.js': 'setTimeout(() => { null.foo; }, 1);',
  'immediate.js': "setImmediate(function now() { throw new Error('i'); });",
  'microtask.js': "queueMicrotask(() => { throw new Error('m'); });",
  'rejected.js': "Promise.reject(new Error('rejected'));",
  'async.js': "(async () => { await 1; throw new TypeError('async'); })();",
  'module.mjs': "throw new Error('esm');",
  'module-syntax.mjs': 'let a = ;',
  'module-name.mjs': "import { nope } from './exports.mjs';",
  'module-rejects.mjs':
    "Promise.reject(new Error('esm rejection')); await new Promise((r) => setTimeout(r, 50));",
  'callback.js': "require('fs').readFile('/nonexistent', (e) => { throw e; });",
  'handler-throws.js':
    "process.on('uncaughtException', () => { throw new Error('second'); }); throw new Error('first');",
  'no-handler.js': "process._fatalException = undefined; throw new Error('first');",
  'exit-event.js':
    "process.on('exit', (c) => { console.log('exit', c, process.exitCode); process.exitCode = 9; }); throw new Error('first');",
  'exit-throws.js': "process.on('exit', () => { throw new Error('second'); }); throw new Error('first');",
  'monitor.js':
    "process.on('uncaughtExceptionMonitor', (e, o) => console.log(e.message, o)); throw new Error('first');",
  'handled.js':
    "process.on('uncaughtException', (e, o) => console.log(e, o)); setTimeout(() => console.log('goes on'), 1); throw 7;",
  'captured.js': "process.setUncaughtExceptionCaptureCallback((e) => console.log('captured', e)); throw 8;",
};

/** Without what differs by right: frames inside the runtime, temporary names, the line of versions. */
function comparable(text) {
  return text
    .replaceAll(home, 'HOME')
    .replace(/^Naja v[\d.]+, /m, '')
    .split('\n')
    .filter((line) => !/^\s+at .*node:|^\s+\.\.\. \d+ lines matching/.test(line))
    .join('\n')
    .replace(/\(Use `\w+ /g, '(Use `NAME ');
}

try {
  for (const [name, text] of Object.entries({ ...files, ...programs }))
    writeFileSync(path.join(home, name), text);
  for (const name of Object.keys(programs)) {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [path.join(home, name)], {
      encoding: 'utf8',
    });
    console.log(`=== ${name} ${status} ${signal}\n${stdout}--- stderr\n${comparable(stderr)}`);
  }
} finally {
  rmSync(home, { recursive: true });
}
