// Tries: to come to its end, and then never to give the thread back, while the host sends something large.
// Escape: the host waits beyond its limit.
attempt('later', () => {
  setTimeout(() => {
    for (;;);
  }, 0);
});
1;
