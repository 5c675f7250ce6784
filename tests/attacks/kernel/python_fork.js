// Tries: Python's own ways to start processes, in the process: os.fork, posix_spawn, multiprocessing, pty, threads.
// Escape: one runs: it leaves its mark.
const os = require('python:os');
const { kw } = require('naja:python');
attempt('fork', () => {
  if (os.fork() === 0) os._exit(0);
  escaped('fork');
});
probe('posix_spawn', () => {
  os.posix_spawn('/bin/sh', ['sh', '-c', `echo x > '${target.witness}'`], new Map());
  escaped('posix_spawn');
});
probe('subprocess', () =>
  require('python:subprocess').run(['/bin/sh', '-c', `echo x > '${target.witness}'`]),
);
probe('forkpty', () => {
  os.forkpty();
  escaped('forkpty');
});
probe('multiprocessing', () =>
  require('python:multiprocessing')
    .Process(kw({ target: os.getpid }))
    .start(),
);
probe('execv', () => os.execv('/bin/sh', ['sh', '-c', `echo x > '${target.witness}'`]));
