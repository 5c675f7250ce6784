// Tries: to sleep in native code: Bun.sleepSync, child processes that are waited for, reading a pipe.
// Escape: the host waits with it.
probe('sleepSync', () => Bun.sleepSync(30000));
probe('spawnSync', () => require('node:child_process').spawnSync('/bin/sleep', ['30']));
attempt('stdin', () => require('node:fs').readFileSync(0, 'latin1').length);
probe('sleepSync', () => Bun.sleepSync(30000));
