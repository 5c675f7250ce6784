'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');

/** Writes files, `{ 'a/b.js': 'text', 'link': { to: 'a' } }`, into a new folder; gives its path. */
function plant(files) {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tree-')));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (typeof content === 'string' || Buffer.isBuffer(content)) fs.writeFileSync(file, content);
    else if (content.to !== undefined) fs.symlinkSync(content.to, file);
    else fs.writeFileSync(file, JSON.stringify(content));
  }
  return root;
}

/** A function that takes the parts out of a text that differ from run to run: the tree's path. */
function cleaner(root) {
  return (text) => `${text}`.split(root).join('<root>');
}

module.exports = { cleaner, plant };
