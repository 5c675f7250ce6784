// Tries: performance counters of other processes.
// Escape: one is opened.
attempt('perf', () =>
  forbidden('perf_event_open', syscall(nr.perf_event_open, new Uint8Array(128), target.host, -1, -1, 0)),
);
