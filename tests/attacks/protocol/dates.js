// Tries: dates beyond what Python knows, not-a-number, and infinite ones.
// Escape: the host breaks.
attempt('dates', () => {
  for (const bytes of [
    [0, 0, 0, 0, 0, 0, 0xf0, 0x7f],
    [255, 255, 255, 255, 255, 255, 255, 255],
    [0, 0, 0, 0, 0, 0, 0, 0x44],
  ])
    say(int(0), int(900), [68, ...bytes]);
});
