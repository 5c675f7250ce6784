// fs.openAsBlob.
'use strict';

const fs = require('fs');
const { enter, tell, tellLater } = require('./_tools');

enter('blob');

(async () => {
  fs.writeFileSync('f', 'hello blob world');
  const blob = await fs.openAsBlob('f', { type: 'text/plain' });
  console.log(blob, blob.size, blob.type, await blob.text(), await blob.slice(6, 10).text());
  console.log(await new Blob(['<', blob.slice(0, 5), '>']).text());
  let text = '';
  for await (const chunk of blob.stream()) text += Buffer.from(chunk);
  console.log(text);

  fs.writeFileSync('f', 'changed!!!!');
  for (const name of ['text', 'arrayBuffer', 'bytes']) await tellLater(name, () => blob[name]());
  await tellLater('stream', async () => {
    for await (const chunk of blob.stream()) console.log(chunk);
  });
  for (const args of [['none'], [5], ['f', 5], ['f', { type: 5 }], ['a\0b']]) {
    tell('openAsBlob', () => fs.openAsBlob(...args));
    tell('openAsBlobSync', () => fs.openAsBlobSync(...args));
  }
  const other = fs.openAsBlobSync('f');
  console.log(other instanceof Blob, await other.text());
  fs.unlinkSync('f');
  await tellLater('gone', () => other.text());
  fs.writeFileSync('empty', '');
  const empty = await fs.openAsBlob('empty');
  console.log(empty.size, await empty.text());
  fs.writeFileSync('large', 'x'.repeat(200000));
  const sizes = [];
  for await (const chunk of fs.openAsBlobSync('large').stream()) sizes.push(chunk.length);
  console.log(sizes);
})();
