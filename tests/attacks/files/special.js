// Tries: devices, pipes and other special files: /dev/mem, /dev/kmsg, ttys, /dev/ptmx, named pipes, sockets as files.
// Escape: one of them opens.
const fs = require('node:fs');
for (const name of [
  'mem',
  'kmem',
  'kmsg',
  'port',
  'ptmx',
  'console',
  'tty0',
  'vda',
  'sda',
  'fuse',
  'kvm',
  'net/tun',
  'vhost-vsock',
  'shm',
  'userfaultfd',
  'dri/card0',
  'loop-control',
])
  for (const flag of ['r', 'r+'])
    attempt(`/dev/${name} ${flag}`, () => {
      fs.openSync(`/dev/${name}`, flag);
      escaped(`/dev/${name} ${flag}`);
    });
for (const name of [
  '/sys/kernel/debug',
  '/sys/fs/cgroup/cgroup.procs',
  '/proc/sysrq-trigger',
  '/proc/sys/kernel/core_pattern',
  '/proc/kcore',
  '/proc/kallsyms',
  '/etc/shadow',
  '/proc/self/oom_score_adj',
])
  attempt(name, () => {
    fs.openSync(name, 'r+');
    escaped(name);
  });
attempt('a file in shared memory', () => {
  fs.writeFileSync(`/dev/shm/${target.abstract}`, 'x');
  fs.unlinkSync(`/dev/shm/${target.abstract}`);
  escaped('/dev/shm');
});
attempt('a temporary file', () => {
  fs.writeFileSync(`/tmp/${target.abstract}`, 'x');
  fs.unlinkSync(`/tmp/${target.abstract}`);
  escaped('/tmp');
});
