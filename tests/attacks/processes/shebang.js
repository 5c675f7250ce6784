// Tries: with a folder to write, to make a program there and run it: a script, a copy of sh, an addon, a .naja of its own.
// Escape: it runs.
const fs = require('node:fs');
const cp = require('node:child_process');
const { room, witness } = target;
attempt('a script', () => {
  fs.writeFileSync(`${room}/run`, `#!/bin/sh\necho x > '${witness}'\n`, { mode: 0o755 });
  fs.chmodSync(`${room}/run`, 0o755);
});
attempt('run it', () => cp.execFileSync(`${room}/run`));
attempt('run it with sh', () => cp.execFileSync('/bin/sh', [`${room}/run`]));
probe('ld.so', () => cp.execFileSync('/lib64/ld-linux-x86-64.so.2', ['/bin/sh', `${room}/run`]));
probe('Deno', () => new Deno.Command(`${room}/run`).outputSync());
