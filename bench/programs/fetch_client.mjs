// Fetches from fetch_server.cjs: PORT WORK COUNT. Prints requests a second, and microseconds of processor time a request
// (user, system), as JSON.

const [port, work, count] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}`;
const CONCURRENT = 50;
const document = JSON.stringify(
  Array.from({ length: 20 }, (_, id) => ({ id, name: `name ${id}`, tags: ['a', 'b'] })),
);

const jobs = {
  async text() {
    const response = await fetch(`${url}/hello`);
    if ((await response.text()).length !== 13) throw new Error('not what was sent');
  },
  async json() {
    const response = await fetch(`${url}/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: document,
    });
    if (response.headers.get('content-type') !== 'application/json') throw new Error('no JSON');
    if ((await response.json()).length !== 20) throw new Error('not what was sent');
  },
  async bytes() {
    const response = await fetch(`${url}/large`);
    if ((await response.arrayBuffer()).byteLength !== 65536) throw new Error('not what was sent');
  },
  async stream() {
    const response = await fetch(`${url}/large`);
    let size = 0;
    for await (const chunk of response.body) size += chunk.length;
    if (size !== 65536) throw new Error('not what was sent');
  },
};

let left;

async function worker() {
  while (left-- > 0) await jobs[work]();
}

async function run(total) {
  left = total;
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
}

await run(Math.ceil(count / 4));
const usage = process.cpuUsage();
const start = performance.now();
await run(Number(count));
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(usage);
console.log(JSON.stringify([count / seconds, user / count, system / count]));
process.exit();
