'use strict';
// Starting programs: what they say, how they end, what is refused.
const cp = require('child_process');
const { promisify } = require('util');
function shown(err) {
  if (!err) return err;
  const { name, code, errno, syscall, path, spawnargs, killed, signal, cmd, status, message } = err;
  return JSON.stringify({
    name,
    code,
    errno,
    syscall,
    path,
    spawnargs,
    killed,
    signal,
    cmd,
    status,
    message,
  });
}
function attempt(name, run) {
  try {
    const value = run();
    console.log(name, value instanceof Buffer ? value.toString() : (value ?? String(value)));
  } catch (err) {
    console.log(name, shown(err), err.stdout?.toString(), err.stderr?.toString());
  }
}
const result = ({ status, signal, stdout, stderr, error }) => ({
  status, signal, stdout: String(stdout), stderr: String(stderr), error: error && shown(error),
}); // prettier-ignore
attempt('execSync', () => cp.execSync('echo out; echo err >&2', { stdio: 'pipe' }));
attempt('execSync fails', () => cp.execSync('echo out; echo err >&2; exit 3', { stdio: 'pipe' }));
attempt('execSync utf8', () => cp.execSync('printf h\\303\\251', { encoding: 'utf8' }));
attempt('execSync input', () => cp.execSync('cat', { input: 'from the input' }));
attempt('execSync maxBuffer', () => cp.execSync('echo too long; sleep 5', { maxBuffer: 3, stdio: 'pipe' }));
attempt('execFileSync', () => cp.execFileSync('sh', ['-c', 'echo $0 $1', 'a', 'b']));
attempt('execFileSync none', () => cp.execFileSync('/nonexistent/program', ['x']));
attempt('spawnSync none', () => result(cp.spawnSync('/nonexistent/program')));
attempt('spawnSync signal', () => result(cp.spawnSync('sh', ['-c', 'kill -9 $$'])));
attempt('spawnSync timeout', () => result(cp.spawnSync('sleep', ['5'], { timeout: 50 })));
attempt('spawnSync env', () =>
  result(cp.spawnSync('sh', ['-c', 'echo $A'], { env: { A: 1, PATH: process.env.PATH } })),
);
attempt('spawnSync cwd', () => result(cp.spawnSync('pwd', { cwd: '/' })));
attempt('spawnSync argv0', () => result(cp.spawnSync('sh', ['-c', 'echo $0'], { argv0: 'other' })));
attempt('spawnSync maxBuffer 0', () => result(cp.spawnSync('echo', ['x'], { maxBuffer: 0 })));
for (const args of [
  [],
  [''],
  [1],
  ['a\0b'],
  ['x', 1],
  ['x', 'y'],
  ['x', ['a\0']],
  ['x', [], 1],
  ['x', [], null],
]) {
  attempt(`spawn ${JSON.stringify(args)}`, () => typeof cp.spawn(...args).on('error', () => {}));
}
for (const options of [
  { cwd: 1 },
  { cwd: 'a\0' },
  { detached: 1 },
  { uid: 'x' },
  { uid: 1.5 },
  { gid: {} },
  { shell: 1 },
  { argv0: 1 },
  { windowsHide: 'x' },
  { windowsVerbatimArguments: 1 },
  { timeout: -1 },
  { timeout: 'x' },
  { killSignal: 'SIGNOPE' },
  { killSignal: {} },
  { maxBuffer: -1 },
  { maxBuffer: true },
  { maxBuffer: NaN },
  { stdio: 'nope' },
  { stdio: [{}] },
  { stdio: ['ipc'] },
  { env: { 'A\0': '1' } },
  { env: { A: 'b\0' } },
  { input: 5 },
  { stdio: ['pipe', 'nope'] },
]) {
  attempt(`spawnSync ${JSON.stringify(options)}`, () => cp.spawnSync('true', [], options).status);
}
for (const args of [[], [1], ['true', 1], ['true', {}, 1], ['true', 'x']])
  attempt('execFile', () => typeof cp.execFile(...args).pid);
for (const args of [[], [1], ['a\0'], [null]]) attempt('exec', () => typeof cp.exec(...args).pid);
for (const args of [
  [],
  [1],
  ['a\0'],
  [null],
  [__filename, 1],
  [__filename, [], 1],
  [__filename, [], { stdio: ['pipe'] }],
]) {
  attempt('fork', () => typeof cp.fork(...args).pid);
}

const call = (run, ...args) =>
  new Promise((resolve) => run(...args, (err, stdout, stderr) => resolve([shown(err), stdout, stderr])));
(async () => {
  console.log(await call(cp.exec, 'echo out; echo err >&2'));
  console.log(await call(cp.exec, 'echo out; exit 4'));
  console.log(await call(cp.exec, 'kill -15 $$'));
  console.log(await call(cp.exec, 'sleep 5', { timeout: 50 }));
  console.log(await call(cp.exec, 'sleep 5', { timeout: 50, killSignal: 'SIGKILL' }));
  console.log(await call(cp.exec, 'echo 123456', { maxBuffer: 3 }));
  console.log(await call(cp.exec, 'echo 123456 >&2', { maxBuffer: 3, encoding: 'buffer' }));
  console.log(await call(cp.execFile, '/nonexistent/program', ['x']));
  console.log(await call(cp.execFile, 'sh', ['-c', 'pwd'], { cwd: '/nonexistent' }));
  console.log(await promisify(cp.exec)('echo promised'));
  await promisify(cp.execFile)('sh', ['-c', 'echo no; exit 2']).catch((err) =>
    console.log(shown(err), err.stdout),
  );
  const controller = new AbortController();
  const aborted = call(cp.execFile, 'sleep', ['5'], { signal: controller.signal });
  controller.abort();
  console.log(await aborted);

  for (const [command, args, options] of [
    ['sh', ['-c', 'echo hi; exit 5'], {}],
    ['sh', ['-c', 'kill -2 $$'], {}],
    ['/nonexistent', [], {}],
    ['echo $A', [], { shell: true, env: { ...process.env, A: 'shell' } }],
    ['cat', [], {}],
    ['true', [], { stdio: 'ignore' }],
  ]) {
    const child = cp.spawn(command, args, options);
    const events = [];
    child.on('spawn', () => events.push('spawn'));
    child.on('error', (err) => events.push(shown(err)));
    child.on('exit', (...ends) => events.push(['exit', ...ends]));
    let text = '';
    child.stdout?.on('data', (data) => (text += data));
    child.stdin?.on('error', () => {}).end('through cat');
    await new Promise((resolve) => child.on('close', (...ends) => resolve(events.push(['close', ...ends]))));
    console.log(
      command,
      JSON.stringify(events),
      JSON.stringify(text),
      child.spawnargs,
      child.exitCode,
      child.signalCode,
      child.killed,
    );
  }
  const sleeper = cp.spawn('sleep', ['5']);
  console.log(sleeper.kill(0), sleeper.killed, sleeper.kill('SIGKILL'), sleeper.killed);
  console.log(await new Promise((resolve) => sleeper.on('exit', (...ends) => resolve(ends))), sleeper.kill());
  attempt('kill', () => sleeper.kill('SIGNOPE'));
})();
