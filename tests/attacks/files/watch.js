// Tries: to learn about files by watching them, their sizes, links, access times and existence.
// Escape: a name in the folder comes out by a list or an event.
const fs = require('node:fs');
(async () => {
  for (const path of [target.base, target.folder]) {
    attempt(`readdir ${path}`, () => {
      if (fs.readdirSync(path).length) escaped('names');
    });
    await attempt(`opendir ${path}`, async () => {
      for await (const entry of await fs.promises.opendir(path)) escaped(entry.name);
    });
    attempt(`Deno.readDirSync ${path}`, () => {
      for (const entry of Deno.readDirSync(path)) escaped(entry.name);
    });
    attempt(`glob ${path}`, () => {
      if (fs.globSync(`${path}/k*`).length) escaped('glob');
    });
    probe(`watch ${path}`, () => {
      fs.watch(path).close();
      return 'watched';
    });
    probe(`Deno.watchFs ${path}`, () => Deno.watchFs(path).close());
  }
  await attempt('Bun.Glob', async () => {
    for await (const name of new Bun.Glob('*').scan(target.folder)) escaped(name);
  });
})();
