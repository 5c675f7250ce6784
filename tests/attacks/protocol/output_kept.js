// Tries: to end with standard output held open by nothing, half a character, and megabytes without a line's end.
// Escape: the host waits for the output's end, or breaks at the half character.
attempt('output', () => {
  const os = require('python:os');
  os.write(1, new Uint8Array([0xf0, 0x9f]));
  os.write(2, new Uint8Array([0xed, 0xa0, 0x80]));
  for (let i = 0; i < 40; i++) os.write(1, new Uint8Array(100000).fill(120));
  process.reallyExit(0);
});
