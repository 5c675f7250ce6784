// Flags: --expose-gc
// A FileHandle that nobody holds any more: its file is closed, and that is an error.
'use strict';

const fs = require('fs');

process.on('uncaughtException', (error) => {
  console.log(
    error.name,
    error.code,
    error.message.replace(/descriptor: \d+ .*/, 'descriptor: <number> <path>'),
  );
  console.log(error.message.endsWith(`(${__filename})`));
  process.exit(3);
});

async function lose() {
  await fs.promises.open(__filename);
}

(async () => {
  await lose();
  for (let i = 0; i < 50; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc();
  }
  console.log('it was never collected');
})();
