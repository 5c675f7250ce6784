// The web's Worker, with what Bun adds: events of its life, its thread's number, references.
const event = (worker: Worker, type: string) =>
  new Promise<any>((done) => worker.addEventListener(type, done, { once: true }));

const worker = new Worker(new URL('./_worker.ts', import.meta.url).href, { env: { MINE: 'of the worker' } });
console.log((await event(worker, 'open')).type, typeof worker.threadId, worker.onmessage, worker.onerror);
worker.postMessage({ a: [1, 2n] });
const { data } = await event(worker, 'message');
console.log(data.data.a, data.env, data.main);
worker.postMessage('both');
console.log((await event(worker, 'message')).data.data, (await event(worker, 'message')).data);
const closed = event(worker, 'close');
worker.postMessage('exit');
const { type, code, constructor } = await closed;
console.log(type, code, constructor.name);
worker.postMessage('late');

const second = new Worker(new URL('./_worker.ts', import.meta.url));
const failed = event(second, 'error');
second.postMessage('throw');
const error = await failed;
console.log(error.constructor.name, error.message.includes('TypeError: inside'));

const third = new Worker(new URL('./_worker.ts', import.meta.url), { ref: false } as any);
third.ref();
third.unref();
console.log(third instanceof EventTarget, Object.prototype.toString.call(third), third.terminate());
const idle = new Worker(new URL('./_worker.ts', import.meta.url));
idle.unref();
