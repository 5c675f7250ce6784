// Tries: timers that make timers, intervals of nothing, immediates without end, while the host asks for something else.
// Escape: the host's next request does not come to its turn within its limit.
attempt('timers', () => {
  const again = () => {
    setTimeout(again, 0);
    setTimeout(again, 0);
  };
  again();
  const soon = () => setImmediate(soon);
  soon();
  setInterval(() => {}, 0);
});
