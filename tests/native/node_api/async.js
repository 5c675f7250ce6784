'use strict';

// Async work, thread-safe functions and callbacks: results, order, async contexts, what is thrown.

const {
  AsyncLocalStorage,
  createHook,
  executionAsyncResource,
  executionAsyncId,
} = require('node:async_hooks');
const addon = require(process.argv[2]);

if (process.argv[3] === 'fatal error') addon.end();

const storage = new AsyncLocalStorage();
const print = (...words) => console.log(...words);
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function main() {
  print(addon.wrong());

  // Work: its result, its context, the queues that run after it, before the next.
  await new Promise((resolve) => {
    storage.run('of the work', () => {
      print(
        addon.work(
          5,
          (status, result) => {
            print('done', status, result);
            process.nextTick(() => print('tick'));
            Promise.resolve().then(() => print('microtask'));
            setImmediate(resolve);
          },
          undefined,
        ),
      );
    });
    print('queued', storage.getStore());
  });

  // More than there are threads; those that have not begun can be cancelled.
  const statuses = [];
  for (let i = 0; i < 12; i++) addon.work(20, (status) => statuses.push(status));
  print('cancelled', addon.cancelLast());
  while (statuses.length < 12) await turn();
  print(statuses.sort((a, b) => a - b));

  // An exception in a callback is uncaught, and the next callback comes.
  const uncaught = [];
  const onUncaught = (error) => uncaught.push(error.message);
  process.on('uncaughtException', onUncaught);
  await new Promise((resolve) => {
    addon.work(0, () => {
      setTimeout(resolve, 20);
      throw new Error('from work');
    });
  });
  print(uncaught);

  // Threads: as many calls as were sent, in the order of each thread.
  // Node.js forgets threads that wait for room in a queue, where there are several.
  const waiting = process.versions.naja ? 8 : 1;
  for (const [threads, calls, queue, blocking] of [
    [1, 2500, 0, 0],
    [4, 500, 0, 0],
    [1, 1200, 1, 1],
    [waiting, 1600 / waiting, 16, 1],
  ]) {
    let sum = 0;
    const [sent, refused, closing, same] = await new Promise((resolve) => {
      print(
        addon.calls(
          (n) => {
            sum += n;
          },
          threads,
          calls,
          queue,
          blocking,
          (...results) => resolve(results),
        ),
      );
    });
    print(
      `${threads * calls} calls, queue ${queue}:`,
      sent,
      refused,
      closing,
      same,
      sum === (threads * calls * (calls + 1)) / 2,
    );
  }
  // A queue that is full refuses those that do not wait.
  const [sent, refused] = await new Promise((resolve) => {
    addon.calls(
      () => {},
      2,
      400,
      3,
      0,
      (...results) => resolve(results),
    );
    const until = Date.now() + 50;
    while (Date.now() < until);
  });
  print('refused some', sent + refused === 800, refused > 0);
  // Aborted while threads call: they hear of it.
  let came = 0;
  const [, , closing] = await new Promise((resolve) => {
    addon.calls(
      () => {
        if (++came === 10) print('abort', addon.abort());
      },
      1,
      100000,
      4,
      1,
      (...results) => resolve(results),
    );
  });
  print('came', came, 'threads that were told', closing);

  const got = [];
  print(
    addon.steps((n) => got.push(n)),
    addon.aborted((n) => got.push(`aborted ${n}`)),
  );
  for (let i = 0; i < 3; i++) await turn();
  print(got);

  // What a thread-safe function throws is uncaught; the context is that of its making.
  uncaught.length = 0;
  await storage.run(
    'of the function',
    () =>
      new Promise((resolve) => {
        addon.calls(
          (n) => {
            print('call', n);
            process.nextTick(() => print('tick after', n));
            if (n === 2) throw new Error('from the function');
          },
          1,
          3,
          0,
          1,
          resolve,
        );
      }),
  );
  print(uncaught);
  process.off('uncaughtException', onUncaught);

  // Callbacks: the queues run after the outermost one only.
  const receiver = { name: 'receiver' };
  print(
    addon.make(
      'NAME',
      receiver,
      function (...args) {
        process.nextTick(() => print('tick of make'));
        Promise.resolve().then(() => print('microtask of make'));
        print('in make', this === receiver, args, executionAsyncResource() === receiver);
        return 'returned';
      },
      1,
      'two',
    ),
  );
  print('after make');
  await turn();
  try {
    addon.make('NAME', receiver, () => {
      throw new RangeError('from make');
    });
  } catch (error) {
    print('caught', error.message);
  }
  print(
    addon.scoped(() => {
      Promise.resolve().then(() => print('microtask of scope'));
      return 'scoped';
    }),
  );
  await turn();
  try {
    addon.scoped(() => {
      throw new Error('from scope');
    });
  } catch (error) {
    print('caught', error.message);
  }
  storage.run('outer', () => addon.make('NAME', receiver, () => print(storage.getStore())));

  // Hooks hear of contexts, work and functions.
  const ids = new Map();
  const hook = createHook({
    init(id, type, trigger, resource) {
      if (/^(HOOKED|WORK|CALLS)$/.test(type)) {
        ids.set(id, type);
        print('init', type, trigger === executionAsyncId(), resource === receiver);
      }
    },
    before: (id) => ids.has(id) && print('before', ids.get(id), executionAsyncId() === id),
    after: (id) => ids.has(id) && print('after', ids.get(id)),
    destroy: (id) => ids.has(id) && print('destroy', ids.get(id)),
  }).enable();
  addon.make('HOOKED', receiver, () => print('hooked'));
  await turn();
  await turn();
  await new Promise((resolve) => addon.work(0, resolve, receiver));
  await turn();
  await turn();
  await new Promise((resolve) => addon.calls(() => print('called'), 1, 2, 0, 1, resolve));
  await turn();
  await turn();
  hook.disable();

  process.once('uncaughtException', (error, origin) => print('fatal', error, origin));
  print(addon.fatal('not an error'));
  process.once('exit', (code) => print('exit', code));
  addon.fatal(new Error('the end'));
  print('not reached');
}
main();
