// Tries: to read, write and close every descriptor there may be, by node:fs, Deno and tty.
// Escape: the host loses one, or is written to, or a secret is read.
const fs = require('node:fs');
for (let fd = 3; fd < 40; fd++) {
  probe(`read ${fd}`, () => {
    if (fs.fstatSync(fd).isFile()) return fs.readFileSync(fd, 'latin1');
  });
  probe(`truncate ${fd}`, () => fs.ftruncateSync(fd, 0));
  probe(`chmod ${fd}`, () => fs.fchmodSync(fd, 0o777));
  probe(`utimes ${fd}`, () => fs.futimesSync(fd, 1, 1));
}
probe('a stream', () => fs.createReadStream(null, { fd: 9 }).on('error', () => {}));
probe('a tty', () => new (require('node:tty').ReadStream)(9).on('error', () => {}));
probe('a socket', () => new (require('node:net').Socket)({ fd: 9 }).on('error', () => {}));
attempt('by the name of one', () => fs.readFileSync('/proc/self/fd/0/../../../..' + target.secret, 'utf8'));
attempt('a descriptor of its own', () => fs.readFileSync(fs.openSync(target.secret), 'utf8'));
