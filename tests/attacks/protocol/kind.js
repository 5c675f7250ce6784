// Tries: well-formed messages of kinds that there are not, with numbers of other types.
// Escape: the host hangs, or breaks.
attempt('messages', () => {
  say(int(7), int(1), none);
});
