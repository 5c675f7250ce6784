// Tries: Python's own ways to end, stop and slow down others, in the process.
// Escape: the other process is ended, stopped or slowed down.
const os = require('python:os');
for (const pid of [target.victim, target.host]) {
  attempt(`kill ${pid}`, () => os.kill(pid, 15));
  attempt(`killpg ${pid}`, () => os.killpg(pid, 15));
  attempt(`pidfd ${pid}`, () => os.pidfd_open(pid));
  attempt(`setpriority ${pid}`, () => {
    os.setpriority(0, pid, 19);
    escaped('setpriority');
  });
  attempt(`sched_setaffinity ${pid}`, () => {
    os.sched_setaffinity(pid, new Set([0]));
    escaped('sched_setaffinity');
  });
}
attempt('everybody', () => os.kill(-1, 15));
