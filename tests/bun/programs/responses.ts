// What Bun's handlers may give and take: cookies of requests, generators and direct streams as bodies, redirects to paths.
const show = (...values: unknown[]) =>
  console.log(...values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))));
const reused = new Response('once');
const server = Bun.serve({
  port: 0,
  routes: {
    '/r/:id': (request) => {
      show(request.constructor.name, request.cookies === request.cookies, request.params);
      show((request.clone() as any).cookies.get('a'), request.cookies.size, [...request.cookies]);
      request.cookies.set('x', 'ü');
      request.cookies.delete('a');
      return new Response('a', { headers: { 'set-cookie': 'own=1' } });
    },
    '/thrown': (request) => {
      request.cookies.set('x', 'y');
      throw new Error('1');
    },
    '/async': async (request) => {
      request.cookies.set('x', 'y');
      await Bun.sleep(1);
      request.cookies.set('z', 'y', { secure: true, maxAge: 10, sameSite: 'none' });
      return Response.json({});
    },
    '/read': (request) => new Response(String(request.cookies.get('b'))),
    '/reused': (request) => {
      request.cookies.set('s', '1');
      return reused;
    },
    '/old': Response.redirect('/new?x#y', 307),
  },
  fetch: (request) => new Response(typeof (request as any).cookies),
  error: (error) => new Response(`error ${error.message.length > 1}`),
});
for (const path of ['r/1', 'thrown', 'async', 'read', 'reused', 'reused', 'else', 'old']) {
  const headers = { cookie: 'a=1; b=%20x' };
  const response = await fetch(server.url + path, { headers, redirect: 'manual' });
  show(path, response.status, await response.text(), response.headers.getSetCookie());
  show(response.headers.get('location') ?? '-');
}
await server.stop(true);

// Bodies
async function* generate() {
  yield 'ä';
  yield new Uint8Array([66]);
}
show(await new Response(generate as any).text(), await new Response(generate() as any).text());
show(await new Response({ async *[Symbol.asyncIterator]() { yield 'it'; } } as any).text()); // prettier-ignore
show(await new Request('http://x', { method: 'POST', body: generate as any }).text());
show(new Response(generate as any).headers.get('content-type'));
const echo = Bun.serve({ port: 0, fetch: async (request) => new Response(await request.text()) });
const body = new ReadableStream({
  start(controller) {
    controller.enqueue(new TextEncoder().encode('streamed'));
    controller.close();
  },
});
show(await (await fetch(echo.url, { method: 'POST', body })).text());
await echo.stop(true);

// Direct streams
const tried = async (name: string, action: () => unknown) => {
  try {
    show(name, await Promise.race([action(), Bun.sleep(200).then(() => 'still waiting')]));
  } catch (error: any) {
    show(name, error.name, error.message);
  }
};
type Pull = (controller: any) => unknown;
const direct = (pull: Pull, more = {}) => new ReadableStream({ type: 'direct', pull, ...more } as any);
const decoded = (chunk: any) => new TextDecoder().decode(chunk);
const chunksOf = async (stream: any) => {
  const chunks: string[] = [];
  for await (const chunk of stream) chunks.push(decoded(chunk));
  return chunks.join('|');
};
const counting = async (controller: any) => {
  for (let i = 0; i < 3; i++) {
    controller.write(`p${i}`);
    await controller.flush();
    await Bun.sleep(2);
  }
  controller.close();
};
await tried('text', () =>
  new Response(
    direct((controller) => {
      controller.write('héllo');
      controller.write(new Uint8Array([65]));
      controller.end();
      show(controller.write('late'));
    }),
  ).text(),
);
await tried('not ended', () =>
  new Response(direct((controller) => controller.write('x') && undefined)).text(),
);
await tried('ended by its promise', () => new Response(direct(async (c) => c.write('h'))).text());
await tried('flushed', () => chunksOf(direct(counting)));
await tried('gathered', () =>
  chunksOf(
    direct(async (controller) => {
      controller.write('a');
      controller.write('b');
      await 1;
      controller.write('c');
      controller.end();
    }),
  ),
);
const fails = (error: string): never => {
  throw new Error(error);
};
await tried('throws', () => new Response(direct(() => fails('p'))).text());
await tried('rejects', () => new Response(direct(async () => fails('q'))).text());
await tried('closed with an error', () => new Response(direct((c) => c.close(new Error('ce')))).text());
await tried('wrong', () =>
  new Response(
    direct((controller) => {
      for (const value of [1, null, {}]) {
        try {
          controller.write(value);
        } catch (error: any) {
          show(error.name);
        }
      }
      show(controller.write(new ArrayBuffer(2)), controller.write(new DataView(new ArrayBuffer(1))));
      controller.end();
    }),
  ).text(),
);
await tried('cancelled', async () => {
  const reader = direct((controller) => (controller.write('x'), new Promise(() => {})), {
    cancel: (reason: string) => show('cancel', reason),
  }).getReader();
  const { value } = await reader.read();
  await reader.cancel('why');
  return decoded(value);
});
await tried('collected', () => Bun.readableStreamToText(direct((c) => (c.write('t'), c.end()))));
const serving = Bun.serve({
  port: 0,
  fetch: () => new Response(direct(counting, { cancel: () => show('client gone') })),
});
await tried('served', async () => (await chunksOf((await fetch(serving.url)).body)).replaceAll('|', ''));
await tried('client leaves', async () => {
  const controller = new AbortController();
  const response = await fetch(serving.url, { signal: controller.signal });
  await response.body!.getReader().read();
  controller.abort();
  await Bun.sleep(30);
});
await serving.stop(true);
