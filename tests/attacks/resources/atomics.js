// Tries: to wait for ever: Atomics.wait, Atomics.waitAsync, in shared memory that nobody notifies.
// Escape: the host waits with it.
attempt('waitAsync', () => void Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(8)), 0, 0).value);
attempt('wait', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0));
