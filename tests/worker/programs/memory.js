// What threads have used is given back: memory, descriptors, threads.
const { Worker } = require('worker_threads');
const { readdirSync } = require('fs');
const program = `
const http = require('http');
require('fs').readFile(process.execPath, () => {});
require('zlib').gzip('x', () => {});
require('crypto').createHash('sha1').update('x').digest();
globalThis.big = Array.from({ length: 1e5 }, () => ({}));
const server = http.createServer((q, r) => r.end('x')).listen(0, () => {
  http.get({ port: server.address().port, agent: false }, (r) => r.resume().on('end', () => process.exit()));
});`;
const counts = () => {
  globalThis.gc();
  const of = (name) => readdirSync(`/proc/self/${name}`).length;
  return [process.memoryUsage.rss() / 1048576, of('fd'), of('task')];
};
(async () => {
  let before;
  for (let i = 0; i < 60; i++) {
    const worker = new Worker(program, { eval: true });
    await new Promise((resolve) => worker.on('exit', resolve));
    if (i === 19) before = counts();
  }
  const grown = counts().map((n, i) => n - before[i]);
  console.log(grown[0] < 8 ? 'memory' : `${grown[0].toFixed(1)} MB more`, grown.slice(1).join());
})();
