// Tries: as its result a promise that is never settled.
// Escape: the host waits for it beyond its limit.
attempt('a promise', () => 1);
new Promise(() => setInterval(() => {}, 10));
