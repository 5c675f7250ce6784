// Tries: the same by promises, streams, callbacks and handles, and after a descriptor opened for reading.
// Escape: something in the folder is not as it was.
const fs = require('node:fs');
const { folder, kept, witness } = target;
(async () => {
  await attempt('writeFile', () => fs.promises.writeFile(witness, 'x'));
  await attempt('a handle', async () => (await fs.promises.open(kept, 'a')).appendFile('x'));
  await attempt(
    'a stream',
    () =>
      new Promise((resolve, reject) =>
        fs.createWriteStream(`${folder}/stream`).on('error', reject).end('x', resolve),
      ),
  );
  await attempt(
    'callback',
    () =>
      new Promise((resolve, reject) => fs.writeFile(`${folder}/c`, 'x', (e) => (e ? reject(e) : resolve()))),
  );
  await attempt('a read-only handle', async () => {
    const handle = await fs.promises.open(kept, 'r');
    await handle.truncate(0).catch(() => {});
    await handle.chmod(0o777).catch(() => {});
    await handle.utimes(1, 1).catch(() => {});
    await handle.write('x').catch(() => {});
  });
  await attempt('mkdir', () => fs.promises.mkdir(`${folder}/made`));
  await attempt('cp', () => fs.promises.cp(kept, `${folder}/copied`));
  await attempt('rm', () => fs.promises.rm(folder, { recursive: true, force: true }));
})();
