// Tries: fork, cluster and the runtime itself as a program that is started, with flags that allow everything.
// Escape: the program that is started leaves its mark.
const cp = require('node:child_process');
const code = `require('fs').writeFileSync(${JSON.stringify(target.witness)}, 'x')`;
const done = (child) =>
  within(800, new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve)));
(async () => {
  await attempt('fork', () => done(cp.fork('-e', [code], { execArgv: [] })));
  await attempt('execPath', () => done(cp.spawn(process.execPath, ['-e', code])));
  await attempt('execPath with flags', () => done(cp.spawn(process.execPath, ['--allow-all', '-e', code])));
  await attempt('naja by its name', () => done(cp.spawn('naja', ['-e', code])));
  attempt('a shell', () => cp.execFileSync('/bin/sh', ['-c', `echo x > '${target.witness}'`]));
  await probe('cluster', () => {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ exec: '/bin/sh', args: ['-c', `echo x > '${target.witness}'`] });
    return done(cluster.fork());
  });
  await attempt('python', () =>
    done(cp.spawn('/usr/bin/python3', ['-c', `open(${JSON.stringify(target.witness)}, 'w')`])),
  );
})();
