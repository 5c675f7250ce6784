// Tries: prctl and arch_prctl: to become dumpable, to be the one that orphans go to, to lose the death signal, to change its memory map.
// Escape: one of them succeeds.
attempt('prctl', () => {
  for (const [name, option, value] of [
    ['PDEATHSIG', 1, 0],
    ['DUMPABLE', 4, 1],
    ['KEEPCAPS', 8, 1],
    ['SECCOMP', 22, 0],
    ['CAPBSET', 24, 0],
    ['SECUREBITS', 28, 0],
    ['MM', 35, 1],
    ['CHILD_SUBREAPER', 36, 1],
    ['PTRACER', 0x59616d61, -1],
    ['CAP_AMBIENT', 47, 2],
    ['SPECULATION', 53, 0],
    ['SYSCALL_USER_DISPATCH', 59, 1],
    ['SCHED_CORE', 62, 1],
    ['AUXV', 0x41555856, 0],
    ['TSC', 26, 2],
  ])
    forbidden(name, syscall(nr.prctl, option, value, 0, 0, 0));
});
