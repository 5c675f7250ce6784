'use strict';

// Requests through a dispatcher, as the npm package undici has them.

const controller = { abort() {}, pause() {}, resume() {} };

/** Answers each request after a while. */
const dispatcher = (status, fields, reason, chunks, error) => ({
  dispatch(options, handler) {
    const { path, origin, method, headers, body } = options;
    console.log(method, origin, path, headers.accept, headers['x-name'], body === null);
    setTimeout(async () => {
      let size = 0;
      if (body) for await (const chunk of body) size += chunk.length;
      console.log('body', size);
      const rawHeaders = Object.entries(fields)
        .flat()
        .map((text) => Buffer.from(text));
      const told = { ...controller, rawHeaders };
      handler.onRequestStart(told, {});
      if (status !== undefined) handler.onResponseStart(told, status, fields, reason);
      for (const chunk of chunks) handler.onResponseData(told, Buffer.from(chunk));
      if (error) handler.onResponseError(told, error);
      else handler.onResponseEnd(told, {});
    }, 5);
    return true;
  },
});

const show = async (init) => {
  try {
    const response = await fetch('http://name.invalid/path?query#hash', init);
    console.log(response.status, response.statusText, [...response.headers], await response.text());
  } catch ({ name, message, cause }) {
    console.log(name, message, cause?.message);
  }
};

(async () => {
  const fields = { 'Content-Type': 'text/x', 'X-Other': 'value' };
  await show({
    dispatcher: dispatcher(200, fields, 'Fine', ['hello ', 'world']),
    headers: { 'x-name': 'v' },
  });
  await show({ dispatcher: dispatcher(201, fields, 'Made', []), method: 'POST', body: 'héllo' });
  await show({ dispatcher: dispatcher(200, {}, '', []), method: 'POST', body: new Blob(['abc']) });
  await show({ dispatcher: dispatcher(302, { location: 'ftp://x/' }, 'Found', []) });
  await show({ dispatcher: dispatcher(302, { location: '/y' }, 'Found', ['x']), redirect: 'manual' });
  await show({ dispatcher: dispatcher(undefined, {}, '', [], new Error('no way')) });
  const request = new Request('http://name.invalid/other', {
    dispatcher: dispatcher(200, {}, 'OK', ['kept']),
  });
  console.log(await (await fetch(request)).text());
  globalThis[Symbol.for('undici.globalDispatcher.1')] = dispatcher(200, {}, 'OK', ['from the global one']);
  if (globalThis[Symbol.for('undici.globalDispatcher.2')]) {
    globalThis[Symbol.for('undici.globalDispatcher.2')] = dispatcher(200, {}, 'OK', ['from the global one']);
  }
  await show();
})();
