// Tries: a link that is changed between what is judged and what is opened, over and over, on the thread pool.
// Escape: the secret comes out, or the folder is changed.
const fs = require('node:fs');
const { room, secret, kept } = target;
(async () => {
  const flip = `${room}/flip`;
  fs.writeFileSync(`${room}/mine`, 'mine');
  fs.mkdirSync(`${room}/d`);
  fs.writeFileSync(`${room}/d/secret`, 'mine');
  fs.writeFileSync(`${room}/d/kept`, 'mine');
  const swap = (to) => {
    try {
      fs.symlinkSync(to, `${flip}~`);
      fs.renameSync(`${flip}~`, flip);
    } catch {
      try {
        fs.renameSync(`${room}/d`, `${room}/e`);
        fs.renameSync(`${room}/up`, `${room}/d`);
        fs.renameSync(`${room}/d`, `${room}/up`);
        fs.renameSync(`${room}/e`, `${room}/d`);
      } catch {
        // Then not.
      }
    }
  };
  report('begin', 'the race', '');
  const end = Date.now() + 400;
  const found = new Set();
  while (Date.now() < end) {
    swap(`${room}/mine`);
    const reads = [flip, `${room}/d/secret`, `${room}/d/kept`].map((path) =>
      fs.promises.readFile(path, 'utf8').catch(() => ''),
    );
    const writes = [flip, `${room}/d/kept`].map((path) => fs.promises.appendFile(path, '').catch(() => {}));
    swap(secret);
    for (const text of await Promise.all(reads)) found.add(text);
    swap(kept);
    await Promise.all(writes);
  }
  attempt('what was read', () => [...found].join());
})();
