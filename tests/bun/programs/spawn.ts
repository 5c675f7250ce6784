// Bun.spawn and Bun.spawnSync.
import { readdirSync } from 'node:fs';
import { show } from '../../show.mjs';

const child = Bun.spawn(['sh', '-c', 'echo out; exit 3']);
console.log(
  typeof child.pid,
  child.stdin,
  child.stdout.constructor.name,
  child.stderr,
  child.exitCode,
  child.signalCode,
  child.killed,
);
console.log(await child.stdout.text(), await child.exited, child.exitCode, child.signalCode, child.killed);
const cat = Bun.spawn({ cmd: ['cat'], stdin: 'pipe' });
console.log(
  cat.stdin.constructor.name,
  cat.stdin.write('hello'),
  cat.stdin.flush(),
  await cat.stdin.end(),
  await new Response(cat.stdout).text(),
);
await Bun.write('t.txt', 'from a file');
const inputs = [
  new Blob(['blob']),
  new TextEncoder().encode('bytes'),
  Bun.file('t.txt'),
  new Response('response'),
  new ReadableStream({
    start(controller) {
      controller.enqueue('stream');
      controller.close();
    },
  }),
];
for (const stdin of inputs) console.log(await Bun.spawn(['cat'], { stdin: stdin as any }).stdout.text());
await Bun.spawn(['echo', 'to a file'], { stdout: Bun.file('out') }).exited;
console.log(await Bun.file('out').text());
for (const [command, options] of [
  [['nope-x']],
  [[]],
  [undefined],
  ['ls'],
  [['ls'], { cwd: '/nope' }],
  [['ls'], { stdout: 'foo' }],
  [['/etc/passwd']],
] as any) {
  show('refused', () => Bun.spawn(command, options));
}
for (const signal of [undefined, 'SIGKILL', 2]) {
  const sleeping = Bun.spawn(['sleep', '9']);
  sleeping.kill(signal as any);
  console.log(await sleeping.exited, sleeping.exitCode, sleeping.signalCode, sleeping.killed);
}
show('kill', () => Bun.spawn(['true']).kill('SIGFOO' as any));
const told = Promise.withResolvers<void>();
const exiting = Bun.spawn(['sh', '-c', 'exit 5'], {
  onExit(process, code, signal, error) {
    console.log('onExit', process === exiting, code, signal, error);
    told.resolve();
  },
});
await told.promise;
console.log(
  await Bun.spawn(['env'], { env: { A: '1' } }).stdout.text(),
  await Bun.spawn(['pwd'], { cwd: '/' }).stdout.text(),
);
const timed = Bun.spawn(['sleep', '9'], { timeout: 30, killSignal: 'SIGKILL' });
console.log(await timed.exited, timed.signalCode);
const controller = new AbortController();
const aborted = Bun.spawn(['sleep', '9'], { signal: controller.signal });
controller.abort();
console.log(await aborted.exited, aborted.signalCode);
const given = Bun.spawn(['echo', 'x'], { stdio: ['ignore', 'pipe', 'inherit'] });
console.log(
  given.stdin,
  await given.stdout.text(),
  given.stderr,
  JSON.stringify(given.stdio),
  given.readable === given.stdout,
);
console.log((await Bun.spawn(['head', '-c', '3000000', '/dev/zero']).stdout.bytes()).length);
console.log(await Bun.spawn(['echo', '{"a":1}']).stdout.json().then(JSON.stringify));
for (const stdout of ['inherit', null, 1, 'ignore']) {
  const child = Bun.spawn(['echo', `${stdout}`], { stdout: stdout as any });
  console.log(child.stdout, await child.exited);
}
const late = Bun.spawn(['sh', '-c', 'echo late; head -c 3000000 /dev/zero'], { stderr: 'pipe' });
console.log(await late.exited);
console.log((await late.stdout.bytes()).length, await late.stderr.text());
for (let i = 0; i < 20; i++) await Bun.spawn(['true']).exited;
console.log(readdirSync('/proc/self/fd').length < 40);
{
  await using disposed = Bun.spawn(['sleep', '9']);
  console.log(disposed.killed);
}

const result = Bun.spawnSync(['sh', '-c', 'echo out; echo err >&2; exit 3']);
console.log(
  result.stdout.toString(),
  result.stderr.toString(),
  result.exitCode,
  result.success,
  result.signalCode,
  typeof result.pid,
);
console.log(Bun.spawnSync({ cmd: ['cat'], stdin: Buffer.from('in') }).stdout.toString());
const killed = Bun.spawnSync(['sh', '-c', 'kill -9 $$']);
console.log(killed.exitCode, killed.signalCode, killed.success);
const limited = Bun.spawnSync(['sleep', '9'], { timeout: 30 });
console.log(limited.exitCode, limited.signalCode, limited.exitedDueToTimeout);
const trapped = Bun.spawnSync(['sh', '-c', 'trap "exit 3" TERM; sleep 3 & wait'], {
  timeout: 700,
  maxBuffer: 9,
});
console.log(trapped.exitCode, trapped.signalCode, trapped.exitedDueToTimeout, trapped.exitedDueToMaxBuffer);
const early = Bun.spawnSync(['sh', '-c', 'kill -9 $$'], { timeout: 9000 });
console.log(early.signalCode, early.exitedDueToTimeout, early.exitedDueToMaxBuffer);
console.log(Bun.spawnSync(['echo', 'x'], { stdout: 'ignore' }).stdout);
show('refused', () => Bun.spawnSync(['nope-x']));

const ended = Promise.withResolvers<void>();
const talking = Bun.spawn(
  [
    process.execPath,
    '-e',
    'process.send({ a: 1 }); process.on("message", (m) => { console.log("child", m); process.exit(0); })',
  ],
  {
    ipc(message, subprocess) {
      console.log('ipc', JSON.stringify(message), subprocess === talking);
      subprocess.send('hi');
    },
    stdout: 'inherit',
    onExit: () => ended.resolve(),
  },
);
await ended.promise;

// What a program has used
const spent: any = Bun.spawnSync([
  'sh',
  '-c',
  'i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done',
]).resourceUsage;
console.log(spent.cpuTime.total > 1000n, spent.cpuTime.total === spent.cpuTime.user + spent.cpuTime.system);
console.log(
  spent.maxRSS > 100_000,
  spent.maxRSS % 1024,
  Object.keys(spent.contextSwitches).join(),
  spent.swapCount,
);
const measured = Bun.spawn(['true']);
console.log(measured.resourceUsage());
await measured.exited;
console.log(typeof measured.resourceUsage()!.maxRSS, Object.keys(measured.resourceUsage()!.ops).join());
const several = Array.from({ length: 10 }, () => Bun.spawn(['true']));
await Promise.all(several.map(({ exited }) => exited));
console.log(several.every((one) => one.resourceUsage()!.maxRSS > 100_000));
