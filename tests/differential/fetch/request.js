'use strict';

// Request, as programs make it.

const h = new Headers({ a: '1' });
const s = Symbol('q');

function t(f) {
  let result;
  try {
    result = f();
  } catch (e) {
    console.log('threw', String(f).slice(4), '=>', e.name, e.code, '|', e.message, e.cause?.message);
    return;
  }
  console.log(String(f).slice(4), '=>', result);
}

t(() => new Request('http://a/b?c#d', { method: 'post', body: 'x', headers: h }));
t(() => new Request());
t(() => new Request(''));
t(() => new Request('x'));
t(() => new Request('http://'));
t(() => new Request('http://a:b@c/'));
t(() => new Request('http://a/', { method: 'CONNECT' }));
t(() => new Request('http://a/', { method: 'a b' }));
t(() => new Request('http://a/', { method: 'trace' }));
t(() => new Request('http://a/', { method: 'patch' }).method);
t(() => new Request('http://a/', { method: 'delete' }).method);
t(() => new Request('http://a/', { body: 'x' }));
t(() => new Request('http://a/', { method: 'HEAD', body: 'x' }));
t(() => new Request('http://a/', 1));
t(() => new Request('http://a/', { mode: 'navigate' }));
t(() => new Request('http://a/', { mode: 'x' }));
t(() => new Request('http://a/', { credentials: 'x' }));
t(() => new Request('http://a/', { cache: 'x' }));
t(() => new Request('http://a/', { cache: 'only-if-cached' }));
t(() => new Request('http://a/', { redirect: 'x' }));
t(() => new Request('http://a/', { referrer: 'http://' }));
t(() => new Request('http://a/', { referrer: 'http://b/' }).referrer);
t(() => new Request('http://a/', { referrer: '' }).referrer);
t(() => new Request('http://a/', { referrerPolicy: 'x' }));
t(() => new Request('http://a/', { integrity: 1 }).integrity);
t(() => new Request('http://a/', { signal: 1 }));
t(() => new Request('http://a/', { signal: {} }));
t(() => new Request('http://a/', { signal: null }).signal);
t(() => new Request('http://a/', { window: 'x' }));
t(() => new Request('http://a/', { window: null }).url);
t(() => new Request('http://a/', { duplex: 'full' }));
t(() => new Request('http://a/', { method: 'POST', body: new ReadableStream(), duplex: 'half' }));
t(() => new Request('http://a/', { priority: 'x' }));
t(() => new Request('http://a/', { method: 'POST', body: 'x', keepalive: true }).keepalive);
t(
  () =>
    new Request('http://a/', { method: 'POST', body: new ReadableStream(), duplex: 'half', keepalive: true }),
);
t(
  () =>
    new Request('http://a/', {
      headers: { host: 'x', cookie: 'a=b', 'content-length': '4', 'accept-encoding': 'x' },
    }).headers,
);
t(() => new Request('http://a/', { mode: 'no-cors', method: 'PUT' }));
t(() => new Request('http://a/', { mode: 'no-cors', headers: { a: 'b', accept: 'x' } }).headers);
t(() => {
  const r = new Request('http://a/');
  return [
    r.method,
    r.url,
    r.destination,
    r.referrer,
    r.referrerPolicy,
    r.mode,
    r.credentials,
    r.cache,
    r.redirect,
    r.integrity,
    r.keepalive,
    r.isReloadNavigation,
    r.isHistoryNavigation,
    r.duplex,
    r.body,
    r.bodyUsed,
    r.signal,
  ];
});
t(() => Request.prototype.url);
t(() => Request.prototype.clone.call({}));
t(() => {
  const r = new Request('http://a/', { method: 'POST', body: 'x' });
  r.text();
  return r.clone();
});
t(() => {
  const r = new Request('http://a/', { method: 'POST', body: 'x' });
  r.text();
  return new Request(r);
});
t(
  () =>
    new Request({
      toString() {
        return 'http://q/';
      },
    }).url,
);
t(() => new Request('http://a/#frag').url);
t(() => {
  const r = new Request('http://a/', { method: 'POST', body: 'abc' });
  const q = new Request(r);
  return [r.bodyUsed, q.bodyUsed];
});
t(() => {
  const r = new Request('http://a/', { method: 'POST', body: 'abc' });
  const q = new Request(r, { method: 'PUT' });
  return [r.bodyUsed, q.bodyUsed, q.method, q.headers];
});
t(() => {
  const r = new Request('http://a/', { method: 'POST', body: 'abc' });
  const q = new Request(r, { method: 'GET' });
  return [r.bodyUsed, q.bodyUsed, q.method];
});
t(() => {
  const r = new Request('http://a/', { method: 'POST', body: 'abc', headers: { a: 'b' } });
  const q = new Request(r, { headers: { c: 'd' } });
  return q.headers;
});
t(() => {
  const c = new AbortController();
  const r = new Request('http://a/', { signal: c.signal });
  return [r.signal === c.signal, r.signal === r.signal];
});
t(() => {
  const c = new AbortController();
  const r = new Request('http://a/', { signal: c.signal });
  c.abort(7);
  return [r.signal.aborted, r.signal.reason];
});
t(() => {
  const c = new AbortController();
  c.abort(7);
  const r = new Request('http://a/', { signal: c.signal });
  return [r.signal.aborted, r.signal.reason, r.clone().signal.aborted];
});
t(() => new Request('http://a/', { referrer: 'about:client' }).referrer);
t(
  () =>
    new Request('http://a/', {
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'manual',
      integrity: 'x',
      mode: 'same-origin',
      referrerPolicy: 'origin',
    }),
);
t(() => new Request('http://a', { method: 'POST', body: new URLSearchParams('a=b') }).headers);
t(() => new Request('http://a', { method: '' }));
t(() => new Request('http://a', { method: Symbol('x') }));
t(() => new Request('http://a', { method: null }));
t(() => new Request(Symbol('a')));
t(() => new Request(1));
t(() => new Request(null));
t(() => new Request('http://a', { referrer: s }));
t(() => new Request('http://a', { mode: s }));
t(() => new Request('http://a', { integrity: s }));
t(() => new Request('http://a', { body: s, method: 'POST' }));
t(() => new Request('http://a', { keepalive: 'x' }).keepalive);
t(() => new Request('http://a', { body: null }).body);
t(() => new Request('http://a', { body: undefined }).body);
t(() => new Request('http://a', { duplex: 'half' }).duplex);
t(() => new Request('http://a', { dispatcher: 1 }));
t(() => new Request('http://a', { method: 'GET', body: '' }));
t(() => new Request('http://a', 'x'));
t(() => {
  class R extends Request {}
  return new R('http://x');
});

// Content-Type alone, or with others, from the program, from the body, and from another request
const typed = (...init) => {
  let request = new Request('http://a/', { method: 'POST', ...init[0] });
  for (const next of init.slice(1)) request = new Request(request, next);
  return [request.clone(), request].map((r) => [r.headers, [...r.headers]]);
};
const json = { 'Content-Type': 'application/json' };
t(() => typed({ headers: json }));
t(() => typed({ headers: json, body: 'x' }));
t(() => typed({ headers: { 'CONTENT-type': ' a/b\n' }, body: 'x' }));
t(() => typed({ headers: { 'content-type': 'a/b' }, body: new Blob(['x'], { type: 'c/d' }) }));
t(() => typed({ headers: { 'content-type': '' }, body: 'x' }));
t(() => typed({ headers: { 'content-type': '\u0100' }, body: 'x' }));
t(() => typed({ headers: { 'content-type': 'a\0b' }, body: 'x' }));
t(() => typed({ headers: { 'content-type': { toString: () => 'e/f' } } }));
t(() => typed({ body: 'x' }, { body: new Blob(['y'], { type: 'c/d' }) }));
t(() => typed({ headers: json, body: 'x' }, { headers: {} }));
t(() => typed({ headers: json, body: 'x' }, { headers: { a: 'b' }, body: 'y' }));
t(() => typed({ headers: json, body: 'x' }, { headers: { 'content-type': 'a/b' } }));
t(() => typed({ headers: json }, { body: 'y' }, {}));
t(() => {
  const r = new Request('http://a/', { headers: json });
  r.headers.append('content-type', 'x');
  r.headers.delete('other');
  return [...r.headers];
});
