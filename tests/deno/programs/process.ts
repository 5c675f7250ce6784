// The process and its machine, its environment, signals, other programs.
import { show } from '../../show.mjs';

console.log(JSON.stringify([Deno.build, Object.keys(Deno.version), Deno.args, Deno.exitCode, Deno.SeekMode]));
console.log(
  Deno.mainModule.startsWith('file:///'),
  Deno.pid > 0,
  Deno.ppid > 0,
  Deno.noColor,
  Deno.uid() >= 0,
  Deno.gid() >= 0,
);
console.log(
  Object.keys(Deno.memoryUsage()).join(),
  Object.keys(Deno.systemMemoryInfo()).join(),
  Deno.loadavg().length,
);
console.log(Deno.osRelease(), Deno.hostname(), Deno.osUptime() > 0, Deno.umask(0o22), Deno.umask());
console.log(
  JSON.stringify(
    Deno.networkInterfaces()
      .map(({ name, address, cidr }) => [name, address, cidr])
      .sort(),
  ),
);
show('consoleSize', () => Deno.consoleSize());
console.log(
  Deno.stdin.isTerminal(),
  Deno.stdout.isTerminal(),
  Deno.execPath().startsWith('/'),
  Deno.cpuUsage().user >= 0, // the kernel counts in ticks
);

show('get', () => Deno.env.get(''));
show('set', () => Deno.env.set('a=b', 'c'));
show('set', () => Deno.env.set('a', 'c\0'));
Deno.env.set('NAME', 'value');
show('get', () => [Deno.env.get('NAME'), Deno.env.has('NAME'), Deno.env.toObject().NAME]);
Deno.env.delete('NAME');
show('get', () => [Deno.env.get('NAME'), Deno.env.has('NAME')]);

show('kill', () => Deno.kill(99999999, 'SIGTERM'));
show('kill', () => Deno.kill(Deno.pid, 'SIGNOPE' as any));
show('listen', () => Deno.addSignalListener('SIGKILL', () => {}));
show('listen', () => Deno.addSignalListener('SIGX' as any, () => {}));
const arrived = Promise.withResolvers<void>();
const listener = () => arrived.resolve();
Deno.addSignalListener('SIGUSR1', listener);
Deno.kill(Deno.pid, 'SIGUSR1');
const waiting = setInterval(() => {}, 1000);
await arrived.promise;
clearInterval(waiting);
Deno.removeSignalListener('SIGUSR1', listener);

const shell = (script: string, options = {}) => new Deno.Command('sh', { args: ['-c', script], ...options });
const told = ({ success, code, signal, stdout, stderr }: any) =>
  JSON.stringify([success, code, signal, new TextDecoder().decode(stdout), new TextDecoder().decode(stderr)]);
console.log(told(shell('echo out; echo err >&2; exit 3').outputSync()));
console.log(told(await shell('echo out; echo err >&2; exit 3').output()));
const child = shell('read x; echo got $x $FOO; kill -9 $$', {
  stdin: 'piped',
  stdout: 'piped',
  stderr: 'null',
  env: { FOO: 'bar' },
}).spawn();
const writer = child.stdin.getWriter();
await writer.write(new TextEncoder().encode('hey\n'));
await writer.close();
console.log(await child.stdout.text(), JSON.stringify(await child.status), child.pid > 0);
show('stderr', () => child.stderr);
show('kill', () => child.kill());
for (const stdin of ['piped', 'foo'])
  show(stdin, () => new Deno.Command('ls', { stdin: stdin as any }).outputSync());
await show('piped', () => new Deno.Command('ls', { stdin: 'piped' }).output());
show('not there', () => new Deno.Command('nope-x').outputSync());
await show('not there', () => new Deno.Command('nope-x').output());
show('no folder', () => new Deno.Command('ls', { cwd: '/nope' }).spawn());
const slow = new Deno.Command('sleep', { args: ['9'], signal: AbortSignal.timeout(30) }).spawn();
console.log(JSON.stringify(await slow.status));
console.log(told(await new Deno.Command('env', { clearEnv: true, env: { A: '1' } }).output()));
{
  await using disposed = new Deno.Command('sleep', { args: ['9'] }).spawn();
  console.log(disposed.pid > 0);
}
show('stdout', () => shell('exit 0', { stdout: 'null' }).outputSync().stdout);
const large = await shell('head -c 3000000 /dev/zero').output();
console.log(large.stdout.length);
const streamed = shell('head -c 3000000 /dev/zero', { stdout: 'piped' }).spawn();
let size = 0;
for await (const chunk of streamed.stdout) size += chunk.length;
console.log(size, (await streamed.status).success);

console.log(
  told(await Deno.spawnAndWait('echo', ['b'])),
  Deno.spawnAndWaitSync('echo', { args: ['c'] }).code,
);
console.log((await Deno.spawn('true').status).success);
show('spawn', () => Deno.spawn('ls', ['a'], { args: ['b'] } as any));

const allowed = [
  await Deno.permissions.query({ name: 'read' }),
  Deno.permissions.requestSync({ name: 'env' }),
];
console.log(allowed.map(({ state, partial }) => [state, partial]).join());
for (const name of ['x', undefined]) show('permission', () => Deno.permissions.querySync({ name } as any));
for (const Class of [Deno.Permissions, Deno.PermissionStatus] as any[]) show('new', () => new Class());

await Deno.stdout.write(new TextEncoder().encode('written\n'));
Deno.stdout.writeSync(new TextEncoder().encode('written now\n'));
console.log(
  await Deno.stdin.read(new Uint8Array(4)),
  import.meta.main,
  import.meta.filename!.endsWith('process.ts'),
);
show('exitCode', () => ((Deno as any).exitCode = 'x'));
Deno.exit(7);
