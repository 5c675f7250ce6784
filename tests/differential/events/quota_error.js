'use strict';

// QuotaExceededError: what it takes, what it refuses, and that it can be cloned.

const { inspect } = require('node:util');
const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');

function attempt(name, run) {
  try {
    console.log(name, run());
  } catch (error) {
    console.log(name, error.constructor.name, error.code, error.message, error.quota, error.requested);
  }
}

const seen = (error) => [
  error.constructor.name,
  error.name,
  error.message,
  error.code,
  error.quota,
  error.requested,
  error instanceof DOMException,
  error instanceof Error,
];

const error = new QuotaExceededError('too much', { quota: 5, requested: 9 });
console.log(seen(error), Object.prototype.toString.call(error), error.stack.split('\n')[0]);
for (const options of [
  undefined,
  null,
  {},
  5,
  { quota: 1 },
  { requested: 7 },
  { quota: 3, requested: 3 },
  { quota: 9, requested: 5 },
  { quota: '5' },
  { quota: null },
  { quota: undefined },
  { quota: 'x' },
  { quota: NaN },
  { quota: Infinity },
  { quota: -1 },
  { requested: -1 },
  { requested: -Infinity },
  { quota: 1n },
  { quota: Symbol('s') },
]) {
  attempt(inspect(options), () => seen(new QuotaExceededError('m', options)));
}
const order = [];
const tell = (name, value) => {
  order.push(name);
  return value;
};
new QuotaExceededError(
  { toString: () => tell('message', 'm') },
  { get quota() { return tell('quota', 1); }, get requested() { return tell('requested', 2); } }, // prettier-ignore
);
console.log(order);

attempt('without new', () => QuotaExceededError());
attempt('quota', () => QuotaExceededError.prototype.quota);
attempt('requested of another', () =>
  Object.getOwnPropertyDescriptor(QuotaExceededError.prototype, 'requested').get.call(new DOMException('x')),
);
attempt('an older one', () => new DOMException('x', 'QuotaExceededError') instanceof QuotaExceededError);
attempt('random bytes', () => crypto.getRandomValues(new Uint8Array(65537)));

for (const key of Reflect.ownKeys(QuotaExceededError.prototype)) {
  const { value, enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(
    QuotaExceededError.prototype,
    key,
  );
  if (!String(key).includes('messaging')) console.log(key, typeof value, enumerable, writable, configurable);
}
console.log(QuotaExceededError.length, Object.getOwnPropertyNames(QuotaExceededError));
console.log(Object.getOwnPropertyDescriptor(globalThis, 'QuotaExceededError').enumerable);

const copy = structuredClone(error);
console.log(seen(copy), copy.stack === error.stack, copy !== error);
const { port1, port2 } = new MessageChannel();
port1.postMessage({ inner: [new QuotaExceededError('alone')] });
console.log(seen(receiveMessageOnPort(port2).message.inner[0]));
port1.close();
