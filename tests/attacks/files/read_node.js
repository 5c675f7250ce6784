// Tries: every way that node:fs has to read a file, and to say what is in it.
// Escape: the secret comes out.
const fs = require('node:fs');
(async () => {
  attempt('readFileSync', () => fs.readFileSync(target.secret, 'utf8'));
  attempt('openSync', () => {
    const bytes = Buffer.alloc(100);
    fs.readSync(fs.openSync(target.secret), bytes);
    return bytes;
  });
  await attempt('promises', () => fs.promises.readFile(target.secret, 'utf8'));
  await attempt(
    'callback',
    () =>
      new Promise((resolve, reject) =>
        fs.readFile(target.secret, 'utf8', (e, text) => (e ? reject(e) : resolve(text))),
      ),
  );
  await attempt('a stream', async () => {
    let text = '';
    for await (const chunk of fs.createReadStream(target.secret)) text += chunk;
    return text;
  });
  await attempt('a handle', async () => (await fs.promises.open(target.secret)).readFile('utf8'));
  await attempt('openAsBlob', async () => (await fs.openAsBlob(target.secret)).text());
  await attempt('lines', async () => {
    for await (const line of (await fs.promises.open(target.secret)).readLines()) return line;
  });
})();
