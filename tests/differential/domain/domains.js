'use strict';
// Domains: where exceptions and errors go, what belongs to whom, the stack.
const EventEmitter = require('node:events');
const domain = require('node:domain');

const say = (...values) => console.log(...values);
say(Object.keys(domain), domain.active, domain._stack, process.domain, EventEmitter.usingDomains);
say(
  Object.keys(domain.Domain.prototype),
  new domain.Domain() instanceof EventEmitter,
  domain.create().members,
);

const make = (name) => {
  const made = domain.create();
  made.name = name;
  made.on('error', function (error) {
    say(
      name,
      'got',
      error.message,
      error.domain === made,
      error.domainThrown,
      error.domainEmitter?.constructor.name,
      process.domain?.name,
    );
  });
  return made;
};

// Entering, leaving, nesting.
const a = make('a');
const b = make('b');
const stack = () => domain._stack.map((entered) => entered.name).join();
a.enter();
b.enter();
a.enter();
say(stack(), process.domain.name, domain.active.name);
b.exit();
say(stack(), process.domain.name);
a.exit();
say(stack(), process.domain, domain.active);
b.exit();
say(
  a.run((x, y) => [x + y, process.domain.name], 1, 2),
  process.domain,
);

// Callbacks.
say(a.bind((x) => [x, process.domain.name])(5), a.bind(() => {}).domain === a);
const intercepted = a.intercept((x) => say('no error', x, process.domain.name));
intercepted(null, 6);
intercepted(new Error('first argument'));

// Emitters.
const emitter = a.run(() => new EventEmitter());
say(emitter.domain === a, Object.keys(emitter).includes('domain'), new EventEmitter().domain);
emitter.on('event', () => say('event in', process.domain.name));
emitter.emit('event');
say(emitter.emit('error', new Error('emitted')));
const added = new EventEmitter();
b.add(added);
say(added.domain === b, b.members.length);
a.add(added);
say(added.domain === a, b.members.length, a.members.length);
added.emit('error', new Error('added'));
a.remove(added);
say(added.domain, a.members.length);
try {
  added.emit('error', new Error('nobody'));
} catch (error) {
  say('thrown', error.message);
}
b.add(a);
a.add(b);
say(a.domain === b, b.domain === null || b.domain === undefined);
b.remove(a);

// What is started within one, in turn.
const steps = [
  (done) => setTimeout(() => done(), 1),
  (done) => setImmediate(done),
  (done) => process.nextTick(done),
  (done) => require('node:fs').stat(__filename, () => done()),
  (done) => Promise.resolve().then(() => setImmediate(done)),
  (done) => queueMicrotask(() => setImmediate(done)),
];
let at = 0;
const next = () => {
  const step = steps[at++];
  if (step === undefined) return last();
  const own = domain.create();
  own.on('error', (error) => {
    say('step', at, error.message, error.domain === own, error.domainThrown, process.domain);
    setImmediate(next);
  });
  own.run(() =>
    step(() => {
      say('step', at, process.domain === own);
      throw new Error('thrown');
    }),
  );
};
setImmediate(next);

function last() {
  const outer = make('outer');
  const inner = domain.create();
  inner.on('error', (error) => {
    say('inner', error.message);
    throw new Error('in the handler');
  });
  outer.run(() =>
    setImmediate(() =>
      inner.run(() => {
        throw new Error('innermost');
      }),
    ),
  );
  setTimeout(() => {
    const deaf = domain.create();
    process.on('uncaughtException', (error) =>
      say('uncaught', error.message, domain._stack.length, process.domain),
    );
    deaf.run(() => {
      throw new Error('nobody listens');
    });
  }, 20);
}
