// Tries: every function of node:child_process.
// Escape: the program that is started leaves its mark, or brings the secret.
const cp = require('node:child_process');
const mark = (name) => `echo ${name} >> '${target.witness}'; cat '${target.secret}'`;
const done = (child) =>
  within(
    600,
    new Promise((resolve, reject) => {
      let text = '';
      child.stdout?.on('data', (data) => (text += data));
      child.on('error', reject).on('close', (code) => resolve(`${code} ${text}`));
    }),
  );
(async () => {
  attempt('execSync', () => cp.execSync(mark('a'), { encoding: 'utf8' }));
  attempt('execFileSync', () => cp.execFileSync('/bin/sh', ['-c', mark('b')], { encoding: 'utf8' }));
  attempt('spawnSync', () => {
    const { error, stdout } = cp.spawnSync('/bin/sh', ['-c', mark('c')], { encoding: 'utf8' });
    if (error) throw error;
    return stdout;
  });
  await attempt('spawn', () => done(cp.spawn('/bin/sh', ['-c', mark('d')])));
  await attempt('exec', () => done(cp.exec(mark('e'))));
  await attempt('detached', () =>
    done(cp.spawn('/bin/sh', ['-c', mark('f')], { detached: true, stdio: 'ignore' })),
  );
  await attempt('shell', () => done(cp.spawn(mark('g'), { shell: true })));
  await attempt('another uid', () => done(cp.spawn('/bin/sh', ['-c', mark('h')], { uid: 0, gid: 0 })));
})();
