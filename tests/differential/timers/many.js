// Many timers at once: so many that time passes while they are made, and while they run.
const batch = (n) =>
  new Promise((resolve) => {
    let fired = 0;
    for (let i = 0; i < n; i++) {
      setTimeout(
        () => {
          if (++fired === n) resolve(fired);
        },
        1 + (i % 3),
      );
    }
  });
(async () => {
  for (const n of [1, 10, 1000, 20000, 1000]) console.log(await batch(n));
  let cancelled = 0;
  let fired = 0;
  for (let i = 0; i < 5000; i++) {
    const timer = setTimeout(() => fired++, 1 + ((i * 7919) % 40));
    if (i % 3 === 0) {
      clearTimeout(timer);
      cancelled++;
    }
  }
  setTimeout(() => console.log(cancelled, fired), 400);
})();
