// Tries: to end the host by ending itself: exit, abort, reallyExit, kill(pid), uncaught errors, and handlers that throw.
// Escape: the host ends.
process.on('exit', () => {
  throw new Error('at exit');
});
probe('kill', () => process.kill(process.pid, 'SIGWINCH'));
probe('reallyExit', () => process.reallyExit(3));
probe('Deno.exit', () => Deno.exit(4));
probe('abort', () => process.abort());
probe('exit', () => process.exit(5));
