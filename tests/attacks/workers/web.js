// Tries: Web Workers from blobs and data: URLs, Deno's permissions option, Bun's workers, and SharedArrayBuffers between them.
// Escape: a worker may do what its parent may not.
const code = `let found; try { found = Deno.readTextFileSync(${JSON.stringify(target.secret)}); } catch (e) { found = String(e); } postMessage(found);`;
const answer = (worker) =>
  within(
    300,
    new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
    }),
  );
(async () => {
  await probe('data:', () =>
    answer(new Worker(`data:text/javascript,${encodeURIComponent(code)}`, { type: 'module' })),
  );
  await probe('blob:', () => answer(new Worker(URL.createObjectURL(new Blob([code])), { type: 'module' })));
  await probe('with permissions', () =>
    answer(
      new Worker(`data:text/javascript,${encodeURIComponent(code)}`, {
        type: 'module',
        deno: { permissions: { read: true } },
      }),
    ),
  );
  await probe('inherit', () =>
    answer(
      new Worker(`data:text/javascript,${encodeURIComponent(code)}`, {
        type: 'module',
        deno: { permissions: 'inherit' },
      }),
    ),
  );
  await probe('by file', () => answer(new Worker(`file://${target.base}/secret.js`, { type: 'module' })));
})();
