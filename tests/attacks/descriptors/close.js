// Tries: to close all descriptors, those of the runtime and the host's among them, and to take their numbers with its own.
// Escape: the host stops working.
const fs = require('node:fs');
attempt('close everything', () => {
  for (let fd = 0; fd < 256; fd++) {
    try {
      fs.closeSync(fd);
    } catch {
      // It was not its own.
    }
  }
  for (let i = 0; i < 50; i++) fs.openSync('/dev/null', 'r+');
});
