// httpx, asynchronous and not, against a server of this program's own.
import assert from 'node:assert';
import { createServer } from 'node:http';
import py, { kw } from 'naja:python';

const { equal, deepEqual, ok, rejects } = assert;
const server = createServer(async (request, response) => {
  if (request.url === '/never') return;
  let body = '';
  for await (const chunk of request) body += chunk;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ url: request.url, body, token: request.headers['x-token'] }));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${server.address().port}`;
const { httpx, asyncio } = py;

const page = await httpx.AsyncClient().get(`${url}/page`);
deepEqual(
  [page.status_code, page.json().url, page.headers['content-type']],
  [200, '/page', 'application/json'],
);
{
  await using client = httpx.AsyncClient(kw({ headers: { 'x-token': 't' } }));
  const pages = await Promise.all(
    Array.from({ length: 20 }, (_, i) => client.post(`${url}/${i}`, kw({ json: { i } }))),
  );
  deepEqual(
    pages.map((each) => [JSON.parse(each.json().body).i, each.json().token]),
    Array.from({ length: 20 }, (_, i) => [i, 't']),
  );
  await rejects(
    client.get(`${url}/never`, kw({ timeout: 0.05 })),
    (error) => error instanceof httpx.ReadTimeout && error instanceof httpx.TimeoutException,
  );
  await rejects(py.abortable(client.get(`${url}/never`), AbortSignal.timeout(20)), { name: 'TimeoutError' });
  const stopped = py.promise(client.get(`${url}/never`));
  setTimeout(() => ok(py.cancel(stopped)), 10);
  await rejects(stopped, (error) => error instanceof asyncio.CancelledError);
  let text = '';
  await py.with(client.stream('GET', `${url}/streamed`), async (response) => {
    for await (const part of response.aiter_text()) text += part;
  });
  equal(JSON.parse(text).url, '/streamed');
}
await rejects(httpx.AsyncClient().get('http://127.0.0.1:1/'), (error) => {
  ok(error.stack.includes('httpcore.ConnectError') && error.stack.includes('direct cause'), error.stack);
  return error instanceof httpx.ConnectError && error instanceof Error;
});
equal((await asyncio.to_thread(httpx.get, `${url}/thread`)).json().url, '/thread');
server.close();
server.closeAllConnections();
console.log('done');
