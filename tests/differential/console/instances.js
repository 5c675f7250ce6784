'use strict';

// new console.Console(...).

const { Console } = console;
const { Writable } = require('stream');
const { inspect } = require('util');

let out = '';
let err = '';
const stdout = new Writable({
  write(chunk, encoding, done) {
    out += chunk;
    done();
  },
});
const stderr = new Writable({
  write(chunk, encoding, done) {
    err += chunk;
    done();
  },
});
const flush = (label) => {
  console.log(label, JSON.stringify(out), JSON.stringify(err));
  out = '';
  err = '';
};
const each = (own) => {
  own.log('log', { a: { b: {} } });
  own.error('error');
  own.group('group');
  own.warn('two\nlines');
  own.groupEnd();
  own.dir({ a: { b: { c: {} } } }, { depth: 0 });
  own.table([{ a: 1 }]);
  own.count();
};
for (const [label, options] of [
  ['streams', { stdout, stderr }],
  ['one stream', { stdout }],
  ['indentation', { stdout, stderr, groupIndentation: 4 }],
  ['no indentation', { stdout, groupIndentation: 0 }],
  ['depth', { stdout, inspectOptions: { depth: 0 } }],
  ['colours', { stdout, colorMode: true }],
  ['no colours', { stdout, colorMode: false }],
  ['by stream', { stdout, stderr, inspectOptions: new Map([[stdout, { colors: true }]]) }],
]) {
  each(new Console(options));
  flush(label);
}
each(new Console(stdout, stderr));
flush('arguments');
each(Console(stdout));
flush('without new');
for (const create of [
  () => new Console(),
  () => new Console({}),
  () => new Console({ stdout, stderr: {} }),
  () => new Console({ stdout, colorMode: 'x' }),
  () => new Console({ stdout, inspectOptions: 5 }),
  () => new Console({ stdout, inspectOptions: { colors: true }, colorMode: true }),
  () => new Console({ stdout, groupIndentation: -1 }),
  () => new Console({ stdout, groupIndentation: 1001 }),
  () => new Console({ stdout, groupIndentation: 'x' }),
  () => new Console(stdout, 5),
]) {
  try {
    create();
    console.log('made');
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
class Loud extends Console {
  constructor() {
    super(stdout);
    this.prefix = '!';
  }
  log(...args) {
    super.log(this.prefix, ...args);
  }
  shout(text) {
    this.log(text.toUpperCase());
  }
}
const loud = new Loud();
loud.shout('hello');
loud.info('info');
loud.count();
const { log, shout } = loud;
log('bound');
flush('subclass');
console.log(
  loud instanceof Console,
  loud instanceof Loud,
  Object.keys(loud).join(),
  typeof shout,
  inspect(Console),
);

// Errors of a stream are nobody's problem, unless asked for.
const broken = new Writable({
  write() {
    throw new Error('broken');
  },
});
new Console(broken).log('swallowed');
try {
  new Console(broken, broken, false).log('thrown');
} catch (error) {
  console.log(error.message);
}
const late = new Writable({
  write(chunk, encoding, done) {
    process.nextTick(done, new Error('late'));
  },
});
new Console(late).log('swallowed later');
const listened = new Writable({
  write(chunk, encoding, done) {
    done(new Error('heard'));
  },
});
listened.on('error', (error) => console.log('listener', error.message));
new Console(listened).log('x');
