// Flags: --expose-gc
'use strict';

// Composite signals that are listened to live as long as what can abort them: no shorter, no longer.
const handler = () => {};
const later = (time) => new Promise((resolve) => setTimeout(resolve, time));
const alive = (list) => list.filter((reference) => reference.deref() !== undefined).length;

async function collect() {
  for (let i = 0; i < 6; i++) {
    globalThis.gc();
    await later(5);
  }
}

function listen(...signals) {
  const signal = AbortSignal.any(signals);
  signal.addEventListener('abort', handler);
  return new WeakRef(signal);
}

function orphans() {
  const list = [];
  for (let i = 0; i < 20; i++) {
    const { signal } = new AbortController();
    const first = listen(signal);
    list.push(first, listen(first.deref()), listen(signal, new AbortController().signal));
  }
  return list;
}

(async () => {
  const controller = new AbortController();
  const lost = orphans();
  const kept = [listen(controller.signal), listen(controller.signal, new AbortController().signal)];
  const removed = listen(controller.signal);
  await later(1);
  removed.deref().removeEventListener('abort', handler);
  (() => {
    const timed = AbortSignal.any([AbortSignal.timeout(300)]);
    timed.addEventListener('abort', ({ target }) => console.log('timed out', target.reason.name));
  })();
  await collect();
  console.log(alive(lost), alive(kept), alive([removed]));
  kept[0].deref().addEventListener('abort', () => console.log('aborted'));
  controller.abort();
  await later(0);
  await collect();
  console.log(alive(kept));
  await later(400);
})();
