// Tries: with one folder to read, what links in it lead to.
// Escape: the secret, which is outside of the folder, comes out.
const fs = require('node:fs');
const { open } = target;
attempt(
  'the folder itself',
  () => fs.readFileSync(`${open}/public`, 'utf8') === 'public' || escaped('not even that'),
);
attempt('a link', () => fs.readFileSync(`${open}/link`, 'utf8'));
attempt('a link to a folder', () => fs.readFileSync(`${open}/up/secret`, 'utf8'));
attempt('dots', () => fs.readFileSync(`${open}/../secret`, 'utf8'));
attempt('dots behind a link', () => fs.readFileSync(`${open}/up/open/up/secret`, 'utf8'));
attempt('realpath and back', () => fs.readFileSync(fs.realpathSync(`${open}/link`), 'utf8'));
attempt('Deno', () => Deno.readTextFileSync(`${open}/link`));
attempt('a folder whose name begins alike', () => fs.readFileSync(`${open}x/../secret`, 'utf8'));
attempt('the list of a folder above', () => {
  if (fs.readdirSync(`${open}/up`).includes('secret')) escaped('names');
});
attempt('descriptors', () => {
  const fd = fs.openSync(open);
  return fs.readFileSync(`/proc/self/fd/${fd}/../secret`, 'utf8');
});
