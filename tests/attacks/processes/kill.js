// Tries: signals to the host, to another process, to groups and to everybody.
// Escape: the other process is ended or stopped, or the host is.
const { victim, host } = target;
for (const signal of ['SIGTERM', 'SIGKILL', 'SIGSTOP', 9, 0]) {
  attempt(`victim ${signal}`, () => {
    process.kill(victim, signal);
    escaped(`${signal} went to another process`);
  });
  attempt(`Deno, victim ${signal}`, () => {
    Deno.kill(victim, typeof signal === 'string' ? signal : 'SIGCONT');
    escaped('Deno.kill');
  });
}
if (process.ppid === host || process.pid === host) {
  attempt('host', () => {
    process.kill(host, 'SIGTERM');
    if (process.pid !== host) escaped('the host was signalled');
  });
  attempt('all', () => {
    process.kill(-1, 'SIGCONT');
    escaped('everybody was signalled');
  });
}
