// Tries: what is open already, by number and by /dev/fd, /proc/self/fd and /dev/std*.
// Escape: a descriptor that leads to a file or to the host, or a secret.
const fs = require('node:fs');
const found = [];
for (let fd = 3; fd < 64; fd++) {
  probe(`descriptor ${fd}`, () => {
    const stat = fs.fstatSync(fd);
    if (stat.isFile() || stat.isDirectory()) {
      const bytes = Buffer.alloc(200);
      fs.readSync(fd, bytes, 0, 200, 0);
      return bytes;
    }
    return stat.mode;
  });
  probe(`/proc/self/fd/${fd}`, () => fs.readlinkSync(`/proc/self/fd/${fd}`));
  probe(`read by the number ${fd}`, () => {
    if (fs.fstatSync(fd).isFile()) return fs.readFileSync(fd);
  });
}
attempt('by /dev/fd', () => {
  const fd = fs.openSync(target.secret);
  return fs.readFileSync(`/dev/fd/${fd}`);
});
