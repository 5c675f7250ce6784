// Tries: import() of a file it may not read, as a module, as JSON, as text, as bytes, from data: and file: URLs.
// Escape: the secret comes out.
(async () => {
  await attempt('module', () => import(`${target.base}/secret.js`));
  await attempt('file url', () => import(`file://${target.base}/secret.js`));
  await attempt('file url with an escape', () => import(`file://${target.base}/%73ecret.js`));
  await attempt('json', () => import(`${target.base}/secret.json`, { with: { type: 'json' } }));
  for (const type of ['text', 'bytes', 'file', 'toml', 'sqlite'])
    await probe(type, () => import(target.secret, { with: { type } }).then((found) => found.default));
  const inner = `export { default } from 'file://${target.base}/secret.js'`;
  await attempt('from a data url', () => import(`data:text/javascript,${encodeURIComponent(inner)}`));
  const again = `import found from '${target.base}/secret.json' with { type: 'json' }; export default found`;
  await attempt('json from a data url', () => import(`data:text/javascript,${encodeURIComponent(again)}`));
  const blob = URL.createObjectURL(new Blob([inner], { type: 'text/javascript' }));
  await probe('from a blob url', () => import(blob));
})();
