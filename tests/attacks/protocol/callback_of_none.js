// Tries: calls of functions that the host has not given, and of numbers near those that it has.
// Escape: something is called.
attempt('a call', () => {
  for (const number of [99999]) say(int(2), int(5), int(number), list());
});
