// Tries: with one folder to read and one to write, to bring the secret over: copies, links, renames, cp, sendfile.
// Escape: the secret comes out.
const fs = require('node:fs');
const { open, room, secret } = target;
(async () => {
  for (const [name, make] of Object.entries({
    copyFileSync: (to) => fs.copyFileSync(secret, to),
    'copy of a link': (to) => fs.copyFileSync(`${open}/link`, to),
    linkSync: (to) => fs.linkSync(secret, to),
    symlinkSync: (to) => fs.symlinkSync(secret, to),
    'a relative symlink': (to) => fs.symlinkSync('../secret', to),
    renameSync: (to) => fs.renameSync(secret, to),
    cpSync: (to) => fs.cpSync(secret, to),
    'cp that follows': (to) => fs.cpSync(`${open}/link`, to, { dereference: true }),
    'Deno.copyFileSync': (to) => Deno.copyFileSync(secret, to),
    'Deno.linkSync': (to) => Deno.linkSync(secret, to),
    'Deno.symlinkSync': (to) => Deno.symlinkSync(secret, to),
  })) {
    const to = `${room}/${name.replace(/\W/g, '')}`;
    attempt(name, () => make(to));
    probe(`${name}, read`, () => fs.readFileSync(to, 'utf8'));
  }
  await attempt('Bun.write', () => Bun.write(`${room}/bun`, Bun.file(secret)));
  probe('Bun.write, read', () => fs.readFileSync(`${room}/bun`, 'utf8'));
})();
