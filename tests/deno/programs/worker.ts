// The web's Worker: messages both ways, transfers, errors, ends.
const own = new URL('./_worker.ts', import.meta.url);
const start = (options = {}) => new Worker(own, { type: 'module', ...options });
const event = (worker: Worker, type: string) =>
  new Promise<any>((done) => worker.addEventListener(type, done, { once: true }));

const worker = start({ name: 'first' });
const ready = await event(worker, 'message');
console.log(
  ready.data,
  ready.target === worker,
  ready.constructor.name,
  ready.origin,
  ready.source,
  String(worker),
);
worker.postMessage([1, new Map([[2n, new Date(0)]]), undefined]);
const answer = (await event(worker, 'message')).data;
console.log(answer.data, answer.facts.join());
const { port1, port2 } = new MessageChannel();
const buffer = new ArrayBuffer(7);
const told = new Promise((done) => (port1.onmessage = done));
worker.postMessage({ port: port2, buffer }, { transfer: [port2, buffer] });
console.log(((await told) as MessageEvent).data, buffer.byteLength);
port1.close();
const shared = new Int32Array(new SharedArrayBuffer(4));
worker.postMessage(shared);
console.log((await event(worker, 'message')).data.data.buffer.constructor.name);
try {
  worker.postMessage(() => 1);
} catch (error) {
  console.log((error as Error).name);
}

const failed = event(worker, 'error');
worker.onerror = (error) => error.preventDefault();
worker.postMessage('throw');
const error = await failed;
console.log(
  error.constructor.name,
  error.message,
  error.lineno,
  error.filename === own.href,
  error.cancelable,
);
console.log(error.defaultPrevented, error.error, worker.onerror === null, worker.onmessage);
worker.terminate();
worker.terminate();
worker.postMessage('nobody hears it');

const second = start();
second.onmessage = ({ data }) => {
  console.log('second', data);
  if (data === 'ready') second.postMessage('close');
};
const source = `postMessage(typeof import.meta.url); onmessage = (e) => { postMessage(e.data * 2); close(); }`;
for (const url of [
  `data:text/javascript,${encodeURIComponent(source)}`,
  URL.createObjectURL(new Blob([source], { type: 'text/javascript' })),
]) {
  const other = new Worker(url, { type: 'module' });
  other.postMessage(21);
  console.log((await event(other, 'message')).data, (await event(other, 'message')).data);
}
const missing = new Worker(new URL('./_nowhere.ts', import.meta.url), { type: 'module' });
missing.addEventListener('error', (event) => event.preventDefault());
console.log(
  (await event(missing, 'error')).message === `Module not found "${new URL('./_nowhere.ts', own).href}".`,
);

globalThis.addEventListener('unload', () => console.log('unload'));
globalThis.onunhandledrejection = (event) => {
  event.preventDefault();
  console.log(event.constructor.name, event.type, event.reason, event.promise instanceof Promise);
};
Promise.reject('nobody');
await new Promise((done) => setTimeout(done, 50));
addEventListener('error', (event) => {
  event.preventDefault();
  console.log('caught', event.message, event.error instanceof RangeError, event.target === globalThis);
});
setTimeout(() => {
  throw new RangeError('late');
});
await new Promise((done) => setTimeout(done, 50));
reportError(new RangeError('reported'));
addEventListener('mine', { handleEvent: (event) => console.log(event.type, (event as CustomEvent).detail) });
console.log(dispatchEvent(new CustomEvent('mine', { detail: 4 })), self === globalThis);
const last = start();
last.onmessage = () => {
  last.postMessage('throw');
};
