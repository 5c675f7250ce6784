// Tries: handles of numbers, kinds and names that there are not: of other processes' objects, of functions as promises.
// Escape: the host uses them as something else.
attempt('handles', () => {
  for (const kind of [0, 1, 2, 3])
    say(int(0), int(100 + kind), [104, ...u32(2 ** 32 - 1), kind, ...text('__class__')]);
  say(int(0), int(1), [104, ...u32(1), 9, ...text('x')]);
});
