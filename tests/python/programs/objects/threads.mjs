// Python's threads call functions of JavaScript, and promises that Python is given.
import assert from 'node:assert';
import py, { kw } from 'naja:python';

const { equal, deepEqual, rejects } = assert;
const { asyncio, queue, threading } = py;
const here = threading.get_ident();

// A call waits for the loop of JavaScript; arguments, keyword arguments, values and errors are those of any other call.
const seen = [];
const told = await asyncio.to_thread(
  (...given) => {
    seen.push(threading.get_ident() === here);
    return given;
  },
  1,
  kw({ b: [2] }),
);
deepEqual([told[0], py.copy(told[1]), seen], [1, { b: [2] }, [true]]);
const error = new RangeError('of this call');
await rejects(
  asyncio.to_thread(() => {
    throw error;
  }),
  (caught) => caught === error,
);
equal(await asyncio.to_thread(async (value) => value + 1, 41), 42);
await rejects(
  asyncio.to_thread(async () => {
    throw error;
  }),
  (caught) => caught === error,
);

// Many at once, from a pool and from plain threads.
const pool = py.concurrent.futures.ThreadPoolExecutor(4);
const squares = await asyncio
  .to_thread(() => 0)
  .then(() =>
    asyncio.to_thread(
      py.list,
      pool.map((x) => x * x, py.range(200)),
    ),
  );
equal(
  squares.reduce((a, b) => a + b),
  2_646_700,
);
const results = queue.Queue();
const threads = Array.from({ length: 8 }, (_, i) => threading.Thread(kw({ target: () => results.put(i) })));
for (const thread of threads) thread.start();
for (const thread of threads) await asyncio.to_thread(thread.join);
equal(results.qsize(), 8);
const rung = [];
const timer = threading.Timer(0.01, (text) => rung.push(text), ['rang']);
timer.start();
await asyncio.to_thread(timer.join);
deepEqual(rung, ['rang']);
pool.shutdown();

// A rejection is Python's to see where Python awaits.
await rejects(asyncio.gather(asyncio.sleep(0), Promise.reject(new TypeError('gathered'))), TypeError);
const later = py.eval('(lambda: __import__("asyncio"))()');
equal(later, asyncio);
const scope = py.exec(`
import asyncio
async def first_another(promise):
    await asyncio.sleep(0.01)
    try:
        return await promise
    except Exception as error:
        return repr(error)
def ignore(promise):
    pass
`);
equal(await scope.first_another(Promise.reject(new TypeError('late'))), "JSError('late')");
// One that Python has forgotten is unhandled after all.
const unhandled = new Promise((resolve) => process.once('unhandledRejection', resolve));
const forgotten = new TypeError('forgotten');
scope.ignore(Promise.reject(forgotten));
equal(await unhandled, forgotten);
console.log('done');
