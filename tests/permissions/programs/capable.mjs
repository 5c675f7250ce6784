// What Deno says when a program may not.
const t = async (name, act) => {
  try {
    console.log(name, 'ok', typeof (await act()));
  } catch (error) {
    console.log(
      name,
      error.name,
      error.constructor.name,
      error instanceof Deno.errors.NotCapable,
      error.message,
    );
  }
};

await t('readSync', () => Deno.readTextFileSync('/etc/passwd'));
await t('read', () => Deno.readTextFile('rel/x.txt'));
await t('readurl', () => Deno.readFile(new URL('file:///etc/passwd')));
await t('write', () => Deno.writeTextFile('/etc/out', 'x'));
await t('writeSync', () => Deno.writeTextFileSync('out', 'x'));
await t('open', () => Deno.open('/etc/passwd'));
await t('openw', () => Deno.openSync('/etc/passwd', { write: true, create: true }));
await t('openrw', () => Deno.openSync('/etc/passwd', { write: true, read: true }));
await t('stat', () => Deno.stat('/etc/passwd'));
await t('lstat', () => Deno.lstatSync('/etc/passwd'));
await t('realPath', () => Deno.realPathSync('..'));
await t('readDir', () => Deno.readDirSync('/etc'));
await t('readDirA', async () => {
  for await (const x of Deno.readDir('/etc')) return x;
});
await t('mkdir', () => Deno.mkdirSync('/tmp/qqq'));
await t('remove', () => Deno.remove('/tmp/qqq', { recursive: true }));
await t('rename', () => Deno.rename('/tmp/a', '/tmp/b'));
await t('copy', () => Deno.copyFileSync('/etc/passwd', '/tmp/b'));
await t('link', () => Deno.linkSync('/etc/passwd', '/tmp/b'));
await t('symlink', () => Deno.symlinkSync('/etc/passwd', '/tmp/b'));
await t('readLink', () => Deno.readLinkSync('/etc/passwd'));
await t('chmod', () => Deno.chmodSync('/etc/passwd', 0));
await t('utime', () => Deno.utimeSync('/etc/passwd', 0, 0));
await t('truncate', () => Deno.truncate('/etc/passwd', 0));
await t('watchFs', () => Deno.watchFs('/etc'));
await t('chdir', () => Deno.chdir('/'));
await t('env.get', () => Deno.env.get('HOME'));
await t('env.toObject', () => Deno.env.toObject());
await t('env.set', () => Deno.env.set('A', 'b'));
await t('env.delete', () => Deno.env.delete('A'));
await t('env.has', () => Deno.env.has('A'));
await t('hostname', () => Deno.hostname());
await t('osRelease', () => Deno.osRelease());
await t('osUptime', () => Deno.osUptime());
await t('loadavg', () => Deno.loadavg());
await t('networkInterfaces', () => Deno.networkInterfaces());
await t('systemMemoryInfo', () => Deno.systemMemoryInfo());
await t('uid', () => Deno.uid());
await t('gid', () => Deno.gid());
await t('umask', () => Deno.umask());
await t('connect', () => Deno.connect({ hostname: 'localhost', port: 9 }));
await t('connectip', () => Deno.connect({ hostname: '127.0.0.1', port: 9 }));
await t('listen', () => Deno.listen({ port: 0 }));
await t('listenU', () => Deno.listen({ path: '/tmp/s.sock', transport: 'unix' }));
await t('connectU', () => Deno.connect({ path: '/tmp/s.sock', transport: 'unix' }));
await t('serve', () => Deno.serve({ port: 0 }, () => new Response()).shutdown());
await t('command', () => new Deno.Command('ls').output());
await t('commandSync', () => new Deno.Command('ls').outputSync());
await t('commandEnv', () => new Deno.Command('ls', { env: { LD_PRELOAD: 'x' } }).outputSync());
await t('spawn', () => new Deno.Command('/bin/ls').spawn());
await t('dlopen', () => Deno.dlopen('libc.so.6', {}));
await t('ptr', () => Deno.UnsafePointer.create(1n));
await t('ptrof', () => Deno.UnsafePointer.of(new Uint8Array(1)));
await t('devnull', () => Deno.readTextFileSync('/dev/null'));
const computed = './other';
await import(`${computed}.mjs`).catch((error) => console.log(error.message.replace(/".*"/, 'it')));
Deno.exit(0);
