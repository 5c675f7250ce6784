// Tries: an error whose name, message and stack are handles, of which the host makes texts by asking the program.
// Escape: the host waits for itself.
const handle = [104, ...u32(1), 0, ...text('x')];
attempt('an error', () => {
  for (let number = 1; number < 40; number++)
    say(int(1), int(number), [69, ...handle, ...handle, ...handle, ...handle]);
  for (;;);
});
