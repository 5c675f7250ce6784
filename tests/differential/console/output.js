'use strict';

// console: what each method writes, and where.

process.removeAllListeners('warning');
process.on('warning', (warning) => console.log('warning', warning.name, warning.message));

console.log();
console.log('plain', 1, -0, 10n, true, null, undefined, Symbol('s'), { a: [1] }, [undefined], () => {});
for (const value of ['text', '', 'per%cent', '%s', 5, -0, 1n, true, null, undefined, Symbol('s'), NaN])
  console.log(value);
console.log(
  '%s is %d years and %i, %f, %j %o %O %%',
  'Bob',
  42.5,
  42.5,
  '1.5',
  { a: 1 },
  [1],
  { b: { c: {} } },
  'extra',
);
console.info('info %s', 'x');
console.debug('debug', { a: 1 });
console.error('error goes elsewhere');
console.warn('as does a warning');
console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
console.dir('text');
console.dir({ [Symbol.for('nodejs.util.inspect.custom')]: () => 'custom' });
console.dirxml({ a: 1 }, [2]);

console.group('first', 'group');
console.log('inside\nof it');
console.group();
console.log({ multi: 'x'.repeat(50), line: 'y'.repeat(50) });
console.table([1]);
console.groupEnd();
console.groupCollapsed('collapsed');
console.log('inside');
console.groupEnd();
console.groupEnd();
console.groupEnd();
console.log('outside');

console.count();
console.count('label');
console.count();
console.countReset();
console.count();
console.count(undefined);
console.count(null);
console.count({});
console.countReset('nope');
try {
  console.count(Symbol('s'));
} catch (error) {
  console.log(error.message);
}

const errorLines = [];
const { write } = process.stderr;
process.stderr.write = (text) => errorLines.push(text);
console.assert(true, 'no');
console.assert(false);
console.assert(false, 'message %s', 'x');
console.assert(0, { a: 1 });
console.assert();
console.error('after the stream was touched');
console.trace('trace %s', 1);
process.stderr.write = write;
console.log(errorLines.map((line) => line.split('\n')[0]));

const outLines = [];
const writeOut = process.stdout.write;
process.stdout.write = (text) => outLines.push(text);
console.log('caught');
console.time('timer');
console.timeLog('timer', 'data', { x: 1 });
console.timeEnd('timer');
process.stdout.write = writeOut;
console.log(outLines.map((line) => line.replace(/[\d.]+(ms|s)/, 'TIME')));
console.time('twice');
console.time('twice');
console.timeEnd('never');
console.timeLog('never');

for (const key of Object.keys(console))
  console.log(key, typeof console[key], console[key].name, console[key].length);
console.log(
  String(console),
  Object.prototype.toString.call(console),
  console instanceof console.Console,
  require('console') === console,
);
const { log } = console;
log('without its object');
[1, 2].forEach(console.log);
console.timeStamp('x');
console.profile('x');
console.profileEnd('x');
console.log(console.createTask('task').run(() => 'task ran'));
for (const fn of [() => console.createTask(), () => console.createTask('x').run()]) {
  try {
    fn();
  } catch (error) {
    console.log(error.message);
  }
}
console.context('name').log('not shown');

// What a program puts in place is used.
console.log = (...args) => process.stdout.write(`replaced ${args.join('|')}\n`);
console.group('group uses log');
console.groupEnd();
console.count('count uses log');
console.table([1]);
