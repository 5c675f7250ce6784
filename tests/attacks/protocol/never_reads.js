// Tries: calls of a function that answers with much, and never reads the answers.
// Escape: the host waits for it to read, beyond its limit.
attempt('calls', () => {
  const large = [115, ...u32(200000), ...Array(200000).fill(120)];
  for (let i = 0; i < 400; i++) say(int(2), int(i + 1000), int(functionNumber('echo')), list(large));
  for (;;);
});
