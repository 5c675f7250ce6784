// Tries: to pass descriptors on to programs that it starts, by numbers that are the host's.
// Escape: what they read comes out.
const cp = require('node:child_process');
const fs = require('node:fs');
for (let fd = 3; fd < 12; fd++)
  probe(`stdio ${fd}`, () =>
    cp.spawnSync('/bin/cat', [], { stdio: [fd, 'pipe', 'pipe'], timeout: 100 }).stdout?.toString(),
  );
attempt('cat', () => cp.execFileSync('/bin/cat', [target.secret], { encoding: 'utf8' }));
attempt('a file as its input', () =>
  cp.execFileSync('/bin/cat', { stdio: [fs.openSync(target.secret), 'pipe', 'pipe'], encoding: 'utf8' }),
);
