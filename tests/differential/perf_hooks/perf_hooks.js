// Marks, measures, observers, histograms.
const ph = require('perf_hooks');
const { PerformanceObserver, PerformanceEntry, PerformanceMark, Performance } = ph;
const out = (...a) =>
  console.log(
    ...a.map((x) =>
      typeof x === 'string'
        ? x
        : require('util')
            .inspect(x)
            .replace(/(startTime|duration): [\d.]+/g, '$1: N')
            .replace(/\n    at .*/g, ''),
    ),
  );
const tr = (f) => {
  try {
    out(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
tr(() => performance.mark());
tr(() => performance.mark('x', 5));
tr(() => performance.mark('x', { startTime: -1 }));
tr(() => performance.mark('nodeStart'));
tr(() => performance.mark(Symbol()));
tr(() => performance.measure());
tr(() => performance.measure('x', 'nope'));
tr(() => performance.measure('x', { start: 0 }));
tr(() => performance.measure('x', { start: 5, end: 6, duration: 1 }));
tr(() => performance.measure('x', { duration: 3 }));
tr(() => performance.measure('x', { start: 5, end: 9 }).duration);
tr(() => performance.measure('x', { start: 5, duration: 9 }).duration);
tr(() => performance.measure('x', {}).startTime);
tr(() => performance.measure('x', {}, 'z'));
tr(() => performance.measure('x', { start: 'nodeStart' }).startTime >= 0);
tr(() => performance.measure('x', 'nodeStart', 'zz'));
tr(() => new PerformanceObserver());
tr(() => new PerformanceObserver(() => {}).observe());
tr(() => new PerformanceObserver(() => {}).observe({}));
tr(() => new PerformanceObserver(() => {}).observe({ type: 'mark', entryTypes: ['mark'] }));
tr(() => new PerformanceObserver(() => {}).observe({ entryTypes: 5 }));
tr(() => {
  const o = new PerformanceObserver(() => {});
  o.observe({ type: 'mark' });
  o.observe({ entryTypes: ['mark'] });
});
tr(() => {
  const o = new PerformanceObserver(() => {});
  o.observe({ entryTypes: ['mark'] });
  o.observe({ type: 'measure' });
});
tr(() => new PerformanceObserver(() => {}).observe({ entryTypes: ['nope'] }));
tr(() => new PerformanceObserver(() => {}).observe({ type: 'nope' }));
tr(() => new PerformanceEntry());
tr(() => PerformanceEntry.prototype.name);
tr(() => new Performance());
tr(() => Performance.prototype.now());
tr(() => performance.now.call({}));
tr(() => performance.getEntriesByName());
tr(() => performance.getEntriesByName('a', 'mark'));
tr(() => new PerformanceMark('z', { startTime: 3, detail: 4 }));
tr(() => performance.timerify(5));
tr(() => performance.timerify(() => {}, 5));
tr(() => performance.timerify(() => {}, { histogram: 5 }));
const g = performance.timerify(function foo(a) {
  return a + 1;
});
tr(() => [g(1), g.name, g.length, g, performance.timerify(g) === g]);
tr(() => ph.createHistogram({ lowest: 0 }));
tr(() => ph.createHistogram({ lowest: 5, highest: 6 }));
tr(() => ph.createHistogram({ figures: 7 }));
tr(() => ph.createHistogram(5));
const h = ph.createHistogram();
tr(() => h.record(0));
tr(() => h.record(-1));
tr(() => h.record('a'));
for (let i = 1; i <= 1000; i++) h.record(i * i);
out(h, h.percentiles, h.percentile(50), h.percentileBigInt(99), h.countBigInt, h.minBigInt, h.maxBigInt);
h.record(5n);
tr(() => h.percentile(0));
tr(() => h.percentile(101));
out(h.toJSON());
tr(() => ph.monitorEventLoopDelay({ resolution: 0 }));
tr(() => ph.monitorEventLoopDelay(5));
out(h.add(h), h);
tr(() => h.add(5));
h.reset();
out(h);
for (const v of [3, 3, 3, 7, 100, 123456789, 2 ** 40, 2 ** 52]) h.record(v);
out(h, h.percentilesBigInt);
h.recordDelta();
h.recordCorrected(100, 30);
out(h.count);
const h2 = ph.createHistogram({ lowest: 10, highest: 1000, figures: 1 });
for (const v of [1, 9, 10, 50, 999, 1000, 1001, 5000]) h2.record(v);
out(h2);
const o = new PerformanceObserver((l, ob, opt) => {
  out(l, ob === o, opt, l.getEntriesByName('q'));
});
o.observe({ entryTypes: ['mark', 'function'] });
performance.mark('q');
out(o);
g(5);
performance.clearMarks();
performance.mark('b');
performance.mark('a', { detail: { x: 1 } });
performance.measure('m', 'b', 'a');
out(
  performance.getEntries().map((e) => e.name + e.entryType),
  performance.getEntriesByType('mark').length,
  performance.getEntriesByName('m').length,
);
performance.clearMeasures('m');
out(performance.getEntriesByType('measure').map((e) => e.name));
const t = {
  startTime: 1,
  endTime: 9,
  finalServiceWorkerStartTime: 0,
  redirectStartTime: 0,
  redirectEndTime: 0,
  postRedirectStartTime: 2,
  finalConnectionTimingInfo: {
    domainLookupStartTime: 3,
    domainLookupEndTime: 4,
    connectionStartTime: 5,
    connectionEndTime: 6,
    secureConnectionStartTime: 5,
    ALPNNegotiatedProtocol: 'h2',
  },
  finalNetworkRequestStartTime: 6,
  finalNetworkResponseStartTime: 7,
  encodedBodySize: 100,
  decodedBodySize: 200,
};
const r = performance.markResourceTiming(
  t,
  'http://x/',
  'fetch',
  globalThis,
  '',
  { encodedSize: 1, decodedSize: 2, contentType: 'a/b', contentEncoding: 'gzip' },
  200,
  '',
);
out(r, r.toJSON());
const el = ph.monitorEventLoopDelay({ resolution: 5 });
out(el.enable(), el.enable());
setTimeout(() => {
  out(el.disable(), el.disable(), el.count > 0, el.min > 0);
}, 60);
