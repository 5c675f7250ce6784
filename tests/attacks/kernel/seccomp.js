// Tries: another filter, a listener that answers for it, and the old strict mode.
// Escape: one of them succeeds.
attempt('seccomp', () => {
  forbidden('a filter', syscall(nr.seccomp, 1, 0, new Uint8Array(16)));
  forbidden('a listener', syscall(nr.seccomp, 1, 8, new Uint8Array(16)));
  forbidden('strict', syscall(nr.seccomp, 0, 0, 0));
  forbidden('landlock_create_ruleset', syscall(nr.landlock_create_ruleset, new Uint8Array(24), 24, 0));
});
