// A debugger: starts a runtime (its path is the argument) on programs of its own, does to them what people do, and prints
// what it sees. Two runtimes must give the same.
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [runtime] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'inspected-'));

class Debugger {
  #id = 0;
  #answers = new Map();
  #events = [];
  #waiting = [];

  async connect(url) {
    this.socket = new WebSocket(url);
    this.socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      if (message.id !== undefined) this.#answers.get(message.id)(message);
      else {
        this.#events.push(message);
        for (const waiting of this.#waiting.splice(0)) waiting();
      }
    });
    await once(this.socket, 'open');
  }

  /** The result of a command, or its error. */
  send(method, params) {
    const id = ++this.#id;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) =>
      this.#answers.set(id, ({ result, error }) => resolve(error ? { error: error.message } : result)),
    );
  }

  /** The next event of a kind, and what it says. */
  async event(method, is = () => true) {
    for (;;) {
      const at = this.#events.findIndex((event) => event.method === method && is(event.params));
      if (at !== -1) return this.#events.splice(at, 1)[0].params;
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
  }

  async close() {
    this.socket.close();
    await once(this.socket, 'close');
  }
}

async function start(options, name, source) {
  const file = path.join(folder, name);
  writeFileSync(file, source);
  const child = spawn(runtime, [...options, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  const told = new Promise((resolve) => {
    child.stderr.on('data', (data) => {
      errors += data;
      const found = /ws:\/\/(\S+)\/\S+\n.*\n/.exec(errors);
      if (found) resolve(found);
    });
  });
  const ended = once(child, 'exit').then(([code]) => [
    code,
    output,
    errors.replaceAll(/ws:\/\/\S+/g, 'ws://...').replaceAll(/\nNaja v.*|\nNode\.js v.*/g, ''),
  ]);
  const [match] = await Promise.all([told]);
  return {
    child,
    ended,
    url: match[0].split('\n')[0],
    place: match[1],
    file,
    href: pathToFileURL(file).href,
  };
}

const where = ({ reason, callFrames: [frame], hitBreakpoints }) => [
  reason,
  frame.functionName,
  frame.location.lineNumber,
  frame.location.columnNumber,
  hitBreakpoints?.length,
];

async function stepping() {
  const source = `const list = [1, 2, 3];
function add(a, b) {
  const sum = a + b;
  return sum;
}
console.log('total', list.reduce(add, 0), { deep: [list] });
setTimeout(function later() {
  debugger;
  throw new TypeError('at the end');
}, 5);
`;
  const { ended, url, place, href } = await start(['--inspect-brk=0'], 'stepping.cjs', source);
  const [listed] = await (await fetch(`http://${place}/json/list`)).json();
  const version = await (await fetch(`http://${place}/json/version`)).json();
  console.log(
    Object.keys(listed),
    listed.url === href,
    listed.webSocketDebuggerUrl === url,
    version['Protocol-Version'],
  );
  console.log((await fetch(`http://${place}/nothing`).catch(() => ({ status: 'refused' }))).status);
  const session = new Debugger();
  await session.connect(url);
  console.log(await session.send('Nothing.here'));
  await session.send('Runtime.enable');
  const enabled = await session.send('Debugger.enable');
  await session.send('Debugger.setAsyncCallStackDepth', { maxDepth: 8 });
  await session.send('Debugger.setPauseOnExceptions', { state: 'all' });
  await session.send('Runtime.runIfWaitingForDebugger');
  const first = await session.event('Debugger.paused');
  console.log(typeof enabled.debuggerId, ...where(first), first.callFrames[0].url === href);
  const { locations, breakpointId } = await session.send('Debugger.setBreakpointByUrl', {
    url: href,
    lineNumber: 2,
  });
  console.log(locations.length, breakpointId.replace(href, '...'));
  await session.send('Debugger.resume');
  const hit = await session.event('Debugger.paused');
  console.log(...where(hit), hit.callFrames.map(({ functionName }) => functionName).slice(0, 2));
  const [{ callFrameId, scopeChain }] = hit.callFrames;
  const evaluate = async (expression) =>
    (await session.send('Debugger.evaluateOnCallFrame', { callFrameId, expression })).result.value;
  console.log(
    await evaluate('a + ":" + b'),
    await evaluate('a = 100'),
    scopeChain.map(({ type }) => type),
  );
  const { result } = await session.send('Runtime.getProperties', { objectId: scopeChain[0].object.objectId });
  console.log(result.map(({ name, value }) => [name, value?.value]));
  await session.send('Debugger.stepOver');
  console.log(...where(await session.event('Debugger.paused')));
  await session.send('Debugger.removeBreakpoint', { breakpointId });
  await session.send('Debugger.stepOut');
  await session.event('Debugger.paused');
  await session.send('Debugger.resume');
  const { type, args } = await session.event('Runtime.consoleAPICalled');
  console.log(
    type,
    args.map((arg) => arg.value ?? arg.description),
  );
  const later = await session.event('Debugger.paused');
  console.log(...where(later), later.asyncStackTrace?.description);
  await session.send('Debugger.resume');
  const thrown = await session.event('Debugger.paused');
  console.log(...where(thrown).slice(0, 3), thrown.data.className);
  await session.send('Debugger.resume');
  const { exceptionDetails } = await session.event('Runtime.exceptionThrown');
  console.log(exceptionDetails.text);
  await session.event('Runtime.executionContextDestroyed');
  await session.close();
  console.log((await ended)[0], (await ended)[1], (await ended)[2].split('\n').slice(0, 3));
}

async function busyLoop() {
  const { child, ended, url } = await start(
    ['--inspect=127.0.0.1:0'],
    'busy.mjs',
    'globalThis.on = true; let n = 0; while (globalThis.on) n++; console.log("left", n > 0); setInterval(() => {}, 1e6);',
  );
  const session = new Debugger();
  await session.connect(url);
  let seen;
  do {
    seen = (await session.send('Runtime.evaluate', { expression: 'typeof on + " \u00e9\u{1f600}"' })).result
      .value;
  } while (seen.startsWith('undefined'));
  console.log(seen);
  await session.send('Debugger.enable');
  await session.send('Debugger.pause');
  const { reason, callFrames } = await session.event('Debugger.paused');
  console.log(reason, callFrames.length > 0);
  const big = await session.send('Runtime.evaluate', { expression: '"x".repeat(300000)' });
  console.log(big.result.value.length);
  const long = await session.send('Runtime.evaluate', { expression: `'${'y'.repeat(100000)}'.length` });
  console.log(long.result.value);
  const second = new Debugger();
  await second.connect(url);
  console.log((await second.send('Runtime.evaluate', { expression: 'on = false' })).result);
  await session.close(); // the program goes on when its last debugger has gone
  await second.send('Debugger.enable');
  console.log((await second.send('Runtime.evaluate', { expression: 'on' })).result);
  await second.close();
  const third = new Debugger();
  await third.connect(url);
  const waits = await third.send('Runtime.evaluate', {
    expression: 'new Promise((resolve) => setTimeout(resolve, 5, "later"))',
    awaitPromise: true,
  });
  console.log(waits.result.value);
  await third.send('Runtime.enable');
  third.send('Runtime.evaluate', { expression: 'process.exit(3)', includeCommandLineAPI: true });
  await third.event('Runtime.executionContextDestroyed').catch(() => {});
  await third.close();
  console.log((await ended).slice(0, 2));
  child.kill();
}

async function waiting() {
  const { ended, url } = await start(
    ['--inspect-wait=0'],
    'waiting.cjs',
    'const inspector = require("inspector"); console.log("runs", typeof inspector.url());' +
      ' inspector.close(); console.log(inspector.url()); process.exitCode = 4;',
  );
  const session = new Debugger();
  await session.connect(url);
  const closed = once(session.socket, 'close');
  session.send('Runtime.runIfWaitingForDebugger');
  await closed;
  console.log(await ended);
}

await stepping();
await waiting();
await busyLoop();
process.exit();
