'use strict';

// Response, as programs make it.

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

t(() => new Response('x', { headers: h, status: 201, statusText: 'ok' }));
t(() => new Response(1));
t(() => new Response('x', 1));
t(() => new Response('x', { status: 199 }));
t(() => new Response('x', { status: 600 }));
t(() => new Response('x', { status: 'a' }));
t(() => new Response('x', { status: 204 }));
t(() => new Response(null, { status: 204 }).status);
t(() => new Response('', { status: 304 }));
t(() => new Response('x', { statusText: '\n' }));
t(() => new Response('x', { statusText: '\u2603' }));
t(() => new Response(Symbol('a')));
t(() => Response.json());
t(() => Response.json(undefined));
t(() => Response.json(1n));
t(() => Response.json(() => 1));
t(() => Response.json(Symbol('s')));
t(() => Response.json({ a: 1 }, { status: 204 }));
t(() => Response.json({ a: 1 }, { headers: { 'content-type': 'x/y' } }).headers);
t(() => Response.json({ a: 1 }));
t(() => Response.redirect());
t(() => Response.redirect('x'));
t(() => Response.redirect('http://x'));
t(() => Response.redirect('http://x', 200));
t(() => Response.redirect('http://x', 301).headers.get('location'));
t(() => Response.error());
t(() => Response.redirect('http://x').headers.append('a', 'b'));
t(() => Response.error().headers.append('a', 'b'));
t(() => Response.prototype.status);
t(() => Object.prototype.toString.call(new Response()));
t(() => Response.prototype.clone.call({}));
t(() => {
  const r = new Response('x');
  r.text();
  return r.clone();
});
t(() => {
  const s = new ReadableStream();
  s.getReader();
  return new Response(s);
});
t(() => new Response(new ReadableStream()).body);
t(() => new Response().body);
t(() => new Response('').body);
t(() => new Response('x').body);
t(() => new Response('x').clone());
t(() => Response.json({ a: 1 }, { status: 201, statusText: 'x', headers: { b: 'c' } }));
t(() => new Response('x', { status: '201' }).status);
t(() => new Response('x', { status: 200.9 }).status);
t(() => new Response('x', { status: 1n }));
t(() => new Response('x', { status: null }));
t(() => new Response('x', { status: 65736 }).status);
t(() => new Response('x', { status: undefined }).status);
t(() => new Response(undefined, null).status);
t(() => new Response(null, { headers: 1 }));
t(() => new Response(null, { headers: null }));
t(() => new Response(null, { headers: { a: 'b' }, status: 101 }));
t(() => new Response('x', { headers: { 'Content-Type': 'a' } }).headers);
t(() => new Response(new Uint8Array([1, 2]).buffer).headers);
t(() => new Response(new SharedArrayBuffer(3)));
t(() => new Response(new Uint8Array(new SharedArrayBuffer(3))));
t(() => new Response(new ArrayBuffer(3, { maxByteLength: 4 })));
t(() => {
  const r = new Response('x');
  return [r.body === r.body, r.headers === r.headers];
});
t(() => new Response('x').textStream());
t(() => Response.redirect('http://x/é', 307).headers.get('location'));
t(() => Response.redirect('http://x/', '308').status);
t(() => {
  const r = new Response('x');
  r.body.cancel();
  return r.bodyUsed;
});
t(() => {
  const r = new Response(new ReadableStream({ type: 'bytes' }));
  return r.clone().body;
});
t(() => Response.prototype);
t(() => new Response('x', { status: s }));
t(() => new Response('x', { statusText: s }));
t(() => new Response('x', { headers: s }));
t(() => new Response('x', 'q'));
t(() => new Response('x', s));
t(() => new Response('x', () => 1).status);
t(() => Response.redirect(s));
t(() => Response.redirect('http://x', s));
t(() => Response.redirect({}));
t(() => new Response(null).textStream());
t(() => {
  const r = new Response('a');
  r.text();
  return r.textStream();
});
t(() => {
  const r = new Response('a');
  r.text();
  return [r.body, r.bodyUsed];
});
t(() => {
  const r = new Response('a');
  r.textStream();
  return [r.body, r.bodyUsed];
});
t(() => new Response('a').headers.keys().toString());
t(() => {
  class R extends Response {
    get ok() {
      return 5;
    }
  }
  return new R();
});
t(() => Object.getOwnPropertyDescriptor(Response, 'json'));
t(() => Response.json.length + Response.error.length + Response.redirect.length);
