// Tries: to close the channel and go on, with a thread that holds it open.
// Escape: the host waits for what never ends.
attempt('close', () => {
  const os = require('python:os');
  for (let fd = 3; fd < 64; fd++) {
    try {
      os.close(fd);
    } catch {
      // There is none.
    }
  }
  for (;;);
});
