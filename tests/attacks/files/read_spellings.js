// Tries: the same file by other names: dots, double slashes, /proc/self/root, /dev/fd, URLs, buffers, its own folder.
// Escape: the secret comes out.
const fs = require('node:fs');
const { base, secret } = target;
const names = [
  `${base}/folder/../secret`, `${base}//secret`, `${base}/./folder/.././secret`, `/proc/self/root${secret}`,
  `/proc/thread-self/root${secret}`, `/proc/${process.pid}/root${secret}`, `/proc/${process.pid}/cwd/../../../../../../../../..${secret}`,
  `/../../../..${secret}`, `${base}/folder/../../${base.split('/').pop()}/secret`, Buffer.from(secret), new URL(`file://${secret}`),
  new URL(`file://localhost${secret}`), `/dev/../${secret}`, `/proc/self/task/self/../root/${secret}`, `${base}/open/link`, `${base}/open/up/secret`,
]; // prettier-ignore
for (const name of names) probe(String(name), () => fs.readFileSync(name, 'utf8'));
probe('by its folder', () => {
  process.chdir(base);
  return fs.readFileSync('secret', 'utf8');
});
probe('with a NUL', () => fs.readFileSync(`${secret}\0.png`, 'utf8'));
