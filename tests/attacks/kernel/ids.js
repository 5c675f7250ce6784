// Tries: other users, groups, capabilities, limits, schedulers and names of the machine.
// Escape: one of them changes.
attempt('ids', () => {
  for (const name of [
    'setuid',
    'setgid',
    'setreuid',
    'setregid',
    'setresuid',
    'setresgid',
    'setfsuid',
    'setfsgid',
    'setgroups',
    'capset',
    'setsid',
    'setpgid',
    'sethostname',
    'setdomainname',
    'setrlimit',
    'sched_setscheduler',
    'sched_setaffinity',
    'ioprio_set',
    'mbind',
    'set_mempolicy',
    'migrate_pages',
    'move_pages',
    'vhangup',
    'sethostname',
    'mlockall',
    'process_madvise',
    'process_mrelease',
  ])
    if (name in nr) forbidden(name, syscall(nr[name], 0, 0, 0, 0, 0));
  forbidden('prlimit64 of the host', syscall(nr.prlimit64, target.host, 7, new Uint8Array(16).fill(1), 0));
});
