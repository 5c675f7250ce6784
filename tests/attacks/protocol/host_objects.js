// Tries: messages that name the host's own functions as results, keys, errors' parts and arguments of each other.
// Escape: a function of the host's is called with what it was not meant to get, and breaks.
attempt('functions', () => {
  const f = [99, ...u32(functionNumber('echo'))];
  say(int(2), int(50), int(functionNumber('length')), list(f));
  say(int(2), int(51), int(functionNumber('echo')), list(f));
  say(int(0), int(900), [109, ...u32(1), ...f, ...f]);
  say(int(1), int(901), [69, ...f, ...f, ...f, ...f]);
  say(int(0), int(902), [99, ...u32(999)]);
});
