// A reverse proxy: `naja examples/reverse_proxy.ts http://127.0.0.1:3000 8000`. Bodies stream through it in both directions;
// when the client goes away, the request behind is ended too.

const [origin = 'http://127.0.0.1:3000', port = '8000'] = Deno.args;

// Fields that are about one connection only (RFC 9110, section 7.6.1).
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** A copy of the fields, without those that must not be handed on. */
function forwarded(headers: Headers, ...others: string[]): Headers {
  const copy = new Headers(headers);
  const named = headers.get('connection')?.split(',') ?? [];
  for (const name of [...named, ...HOP_BY_HOP, ...others]) copy.delete(name.trim());
  return copy;
}

async function handle(request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = forwarded(request.headers, 'host', 'expect');
  headers.append('X-Forwarded-For', info.remoteAddr.hostname);
  // fetch decodes what comes back, so it is better asked for as it is.
  headers.set('Accept-Encoding', 'identity');
  try {
    const answer = await fetch(new URL(pathname + search, origin), {
      method: request.method,
      headers,
      body: request.body,
      duplex: 'half',
      redirect: 'manual',
      signal: request.signal,
    });
    const decoded = answer.headers.has('content-encoding') ? ['content-encoding', 'content-length'] : [];
    return new Response(answer.body, {
      status: answer.status,
      statusText: answer.statusText,
      headers: forwarded(answer.headers, ...decoded),
    });
  } catch (error) {
    if (request.signal.aborted) throw error;
    console.error(`${request.method} ${pathname}: ${(error as Error).cause ?? error}`);
    return new Response('The server behind does not answer\n', { status: 502 });
  }
}

Deno.serve(
  {
    port: Number(port),
    hostname: '127.0.0.1',
    onListen: ({ hostname, port }) => console.log(`Listening on http://${hostname}:${port}/`),
  },
  handle,
);
