// Tries: to take the confinement off again: landlock, seccomp, rlimits, capabilities, by Python in the process.
// Escape: one of them is gone.
attempt('rlimits', () => {
  const resource = require('python:resource');
  for (const name of ['RLIMIT_DATA', 'RLIMIT_NOFILE', 'RLIMIT_NPROC', 'RLIMIT_CORE', 'RLIMIT_FSIZE']) {
    try {
      resource.setrlimit(resource[name], [-1, -1]);
      escaped(name);
    } catch {
      // It holds.
    }
  }
});
attempt('a new state', () => {
  const child = require('python:naja.sandbox.child');
  child.state.sealed = false;
  child.state.policy.read = true;
  child.seal();
});
attempt('the file', () => require('python:builtins').open(target.secret).read());
