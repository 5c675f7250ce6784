// Tries: references to what is not there yet, to itself, and to what was in another message.
// Escape: the host breaks.
attempt('references', () => {
  say(int(0), int(900), [97, ...u32(2), 114, ...u32(1), 114, ...u32(0)]);
  say(int(0), int(901), [109, ...u32(1), 114, ...u32(1), 114, ...u32(1)]);
});
