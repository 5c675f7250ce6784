'use strict';
// createHook() and promises: which events, with which ids, in which order.
const {
  AsyncResource,
  createHook,
  executionAsyncId,
  executionAsyncResource,
  triggerAsyncId,
} = require('node:async_hooks');

const log = [];
const names = new Map();
const name = (id) => {
  if (!names.has(id)) names.set(id, names.size);
  return names.get(id);
};
name(executionAsyncId());
const hook = createHook({
  init(id, type, trigger, resource) {
    if (type === 'PROMISE') log.push(`init ${name(id)} by ${name(trigger)} ${resource instanceof Promise}`);
  },
  before: (id) => names.has(id) && log.push(`before ${name(id)}`),
  after: (id) => names.has(id) && log.push(`after ${name(id)}`),
  promiseResolve: (id) => log.push(`resolve ${name(id)}`),
});
hook.enable();

async function inner() {
  await null;
  log.push(`inner in ${name(executionAsyncId())}`);
  return 'x';
}
(async () => {
  try {
    await inner();
  } catch {
    log.push(`caught in ${name(executionAsyncId())} by ${name(triggerAsyncId())}`);
  }
})().then(() => log.push(`then in ${executionAsyncResource() instanceof Promise}`));
new AsyncResource('OWN').runInAsyncScope(() => Promise.resolve().then(() => log.push('in own')));

setTimeout(() => {
  hook.disable();
  const count = log.length;
  void Promise.resolve().then(() => {});
  setTimeout(() => {
    console.log(log.join('\n'));
    console.log(log.length === count);
    const without = [];
    createHook({ init: (id, type) => without.push(type), trackPromises: false }).enable();
    void Promise.resolve().then(() => console.log(without));
  }, 1);
}, 5);
