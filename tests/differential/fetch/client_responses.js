'use strict';

// What servers may answer, good and bad, and what fetch() makes of it.

const net = require('net'),
  http = require('http');
const srv = (f) =>
  new Promise((r) => {
    const s = net.createServer(f);
    s.listen(0, '127.0.0.1', () => r([s, 'http://127.0.0.1:' + s.address().port + '/']));
  });
const show = (e) => {
  console.log(
    '   ',
    e?.name,
    e?.constructor?.name,
    e?.code,
    '|',
    e?.message,
    Object.keys(e ?? {})
      .filter((k) => k !== 'socket' && k !== 'data')
      .join(),
    e?.socket ? Object.keys(e.socket).join() : '',
  );
  if (e?.cause) show(e.cause);
};
const raw = async (name, bytes, opt, after = 'end') => {
  const sockets = [];
  const [s, u] = await srv((c) => {
    sockets.push(c);
    c.on('error', () => {});
    c.once('data', () => {
      if (bytes !== null) c.write(bytes);
      if (after === 'end') setTimeout(() => c.end(), 10);
      if (after === 'rst') setTimeout(() => c.resetAndDestroy(), 10);
    });
  });
  console.log(name);
  let r;
  try {
    r = await fetch(u, opt);
    console.log('  ', r.status, r.statusText, JSON.stringify([...r.headers]), r.type, r.redirected);
    console.log('   body', JSON.stringify(await r.text()));
  } catch (e) {
    show(e);
  }
  for (const c of sockets) c.destroy();
  s.close();
};
(async () => {
  await raw('ok', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  await raw('close', 'HTTP/1.1 200 OK\r\n\r\nuntil close');
  await raw('nothing', '');
  await raw('rst', '', {}, 'rst');
  await raw('short', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok');
  await raw('short rst', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok', {}, 'rst');
  await raw('long', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokextra');
  await raw('chunk short', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab');
  await raw('chunk bad', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab');
  await raw('chunk ok', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n');
  await raw('garbage', 'hello world\r\n\r\n');
  await raw('http2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  await raw('badheader', 'HTTP/1.1 200 OK\r\nfoo bar\r\n\r\n');
  await raw('badheader2', 'HTTP/1.1 200 OK\r\nfoo : bar\r\ncontent-length: 0\r\n\r\n');
  await raw('2 cl', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk');
  await raw(
    'cl+te',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n',
  );
  await raw('big head', 'HTTP/1.1 200 OK\r\nfoo: ' + 'a'.repeat(20000) + '\r\n\r\n');
  await raw('101', 'HTTP/1.1 101 Switching\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n');
  await raw(
    '100',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  );
  await raw('204', 'HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\n');
  await raw('304', 'HTTP/1.1 304 Not\r\nContent-Length: 2\r\n\r\n');
  await raw('205', 'HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n');
  await raw('head', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', { method: 'HEAD' });
  await raw('redirect', 'HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n');
  await raw('redirect error', 'HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n', {
    redirect: 'error',
  });
  await raw('redirect manual', 'HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 1\r\n\r\na', {
    redirect: 'manual',
  });
  await raw('redirect noloc', 'HTTP/1.1 302 Found\r\nContent-Length: 1\r\n\r\na');
  await raw('redirect bad', 'HTTP/1.1 302 Found\r\nLocation: http://\r\nContent-Length: 1\r\n\r\na');
  await raw('redirect ftp', 'HTTP/1.1 302 Found\r\nLocation: ftp://x/\r\nContent-Length: 1\r\n\r\na');
  await raw('redirect data', 'HTTP/1.1 302 Found\r\nLocation: data:,x\r\nContent-Length: 1\r\n\r\na');
  await raw(
    'redirect cred',
    'HTTP/1.1 302 Found\r\nLocation: http://a:b@127.0.0.1/\r\nContent-Length: 1\r\n\r\na',
  );
  await raw(
    'redirect cred same',
    'HTTP/1.1 302 Found\r\nLocation: http://a:b@127.0.0.1/\r\nContent-Length: 1\r\n\r\na',
    { mode: 'same-origin' },
  );
  await raw(
    'redirect other same',
    'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:1234/\r\nContent-Length: 1\r\n\r\na',
    { mode: 'same-origin' },
  );
  await raw('307 stream', 'HTTP/1.1 307 Found\r\nLocation: /\r\nContent-Length: 1\r\n\r\na', {
    method: 'POST',
    duplex: 'half',
    body: new ReadableStream({
      start(c) {
        c.close();
      },
    }),
  });
  await raw('gzip bad', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd');
  await raw(
    'gzip trunc',
    Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 14\r\n\r\n'),
      require('zlib').gzipSync('hello hello').subarray(0, 14),
    ]),
  );
  await raw('enc unknown', 'HTTP/1.1 200 OK\r\nContent-Encoding: foo\r\nContent-Length: 4\r\n\r\nabcd');
  await raw(
    'enc x-gzip',
    Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: x-gzip\r\n\r\n'),
      require('zlib').gzipSync('hello hello'),
    ]),
  );
  await raw(
    'enc two',
    Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: deflate, gzip\r\n\r\n'),
      require('zlib').gzipSync(require('zlib').deflateSync('hello hello')),
    ]),
  );

  await raw(
    'enc raw deflate',
    Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n'),
      require('zlib').deflateRawSync('hello hello'),
    ]),
  );
  await raw('enc empty gzip', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n');
  await raw('integrity ok', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', {
    integrity: 'sha256-' + require('crypto').createHash('sha256').update('ok').digest('base64'),
  });
  await raw('integrity bad', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', {
    integrity: 'sha256-' + require('crypto').createHash('sha256').update('okk').digest('base64'),
  });
  await raw('integrity unknown', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', { integrity: 'md5-abc' });
  await raw(
    'latin1',
    'HTTP/1.1 200 Ünder\r\nContent-Length: 2\r\nfoo: \xe9\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nX: 1\r\nx: 2\r\n\r\nok'
      .split('')
      .map((c) => c)
      .join(''),
  );
  await raw('ver 1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok');
  await raw('401', 'HTTP/1.1 401 No\r\nwww-authenticate: basic\r\nContent-Length: 2\r\n\r\nok');
  await raw('407', 'HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nok');
  await raw('421', 'HTTP/1.1 421 No\r\nContent-Length: 2\r\n\r\nok');
  await raw('abort', null, { signal: AbortSignal.timeout(30) }, 'none');
  await raw(
    'abort body',
    'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok',
    { signal: AbortSignal.timeout(40) },
    'none',
  );
})();
