// Tries: to use up all descriptors and threads that there are.
// Escape: the host or another runtime gets none any more.
const fs = require('node:fs');
const kept = [];
attempt('descriptors', () => {
  for (let i = 0; i < 100000; i++) kept.push(fs.openSync('/dev/null'));
});
attempt('pipes', () => {
  for (let i = 0; i < 1000; i++) kept.push(require('node:child_process').spawn('/bin/true'));
});
attempt('sockets', () => {
  for (let i = 0; i < 1000; i++)
    kept.push(
      require('node:dgram')
        .createSocket('udp4')
        .bind(0)
        .on('error', () => {}),
    );
});
