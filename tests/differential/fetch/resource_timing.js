'use strict';

// What the performance timeline tells of fetch().

const { PerformanceObserver } = require('perf_hooks');
const http = require('http');
const s = http
  .createServer((q, r) => {
    if (q.url === '/r') {
      r.writeHead(302, { location: '/x' });
      return r.end();
    }
    r.setHeader('content-type', 'text/plain; charset=utf-8');
    r.end('hello');
  })
  .listen(0, async () => {
    const u = 'http://localhost:' + s.address().port;
    new PerformanceObserver((l) =>
      console.log(
        'obs',
        l.getEntries().map((e) => e.entryType + e.responseStatus),
      ),
    ).observe({ type: 'resource' });
    await (await fetch(u + '/a')).text();
    await (await fetch(u + '/r')).text();
    await fetch('data:,x').then((r) => r.text());
    await fetch('http://localhost:2').catch(() => {});
    await new Promise((r) => setTimeout(r, 30));
    for (const e of performance.getEntriesByType('resource')) {
      const j = e.toJSON();
      j.name = j.name.replace(/:\d+/, ':P');
      for (const k in j) if (typeof j[k] === 'number' && j[k] % 1) j[k] = j[k] > 0;
      console.log(JSON.stringify(j));
      console.log(
        e.startTime <= e.fetchStart,
        e.fetchStart <= e.requestStart,
        e.requestStart <= e.responseStart,
        e.responseStart <= e.responseEnd,
        e.redirectStart > 0,
      );
    }
    s.close();
  });
