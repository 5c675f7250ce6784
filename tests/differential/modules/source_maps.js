// Flags: --enable-source-maps
'use strict';
// Stack traces by a file's own source map; SourceMap; findSourceMap.

const { findSourceMap, SourceMap, getSourceMapsSupport, setSourceMapsSupport } = require('module');
const path = require('path');
const { cleaner, plant } = require('./_tree.js');

// function fail() {\n  throw new Error("mapped");\n}\nmodule.exports = fail;
const map = {
  version: 3,
  sources: ['original.ts'],
  names: ['fail'],
  mappings: 'AAAA,SAAS,OAAO;EACd,MAAM,IAAI,MAAM;AAClB;',
  sourcesContent: ['function fail(): never {\n  throw new Error("mapped")\n}\n'],
};
const code = 'function fail() {\n  throw new Error("mapped");\n}\nmodule.exports = fail;\n';
const inline = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
const root = plant({
  'inline.js': `${code}//# sourceMappingURL=${inline}\n`,
  'file.js': `${code}//# sourceMappingURL=maps/file.js.map\n`,
  'maps/file.js.map': { ...map, sources: ['../src/original.ts'] },
  'string.js': `${code}const s = "//# sourceMappingURL=${inline}";\n`,
  'broken.js': `${code}//# sourceMappingURL=data:application/json,{bad\n`,
  'gone.js': `${code}//# sourceMappingURL=gone.map\n`,
});
const clean = cleaner(root);
for (const name of ['inline', 'file', 'string', 'broken', 'gone']) {
  const file = path.join(root, `${name}.js`);
  const fail = require(file);
  try {
    fail();
  } catch (error) {
    console.log(
      name,
      clean(error.stack)
        .split('\n')
        .slice(0, 2)
        .map((line) => line.replace(/at \w+/, 'at')),
    );
  }
  const found = findSourceMap(file);
  console.log(
    name,
    found?.constructor.name,
    found && clean(JSON.stringify(found.payload.sources)),
    found?.lineLengths,
  );
  if (found) {
    const entry = found.findEntry(1, 8);
    console.log({ ...entry, originalSource: clean(entry.originalSource) });
  }
}
console.log(getSourceMapsSupport());
setSourceMapsSupport(false);
console.log(getSourceMapsSupport().enabled);
setSourceMapsSupport(true, { nodeModules: true });
console.log(getSourceMapsSupport());

const m = new SourceMap(
  { version: 3, sources: ['a.ts'], names: ['x'], mappings: 'AAAA,IAAK,IALAA;CAAQ,C' },
  { lineLengths: [9] },
);
for (const [line, column] of [
  [0, 0],
  [0, 5],
  [0, 50],
  [1, 0],
]) {
  console.log(m.findEntry(line, column), m.findOrigin(line + 1, column + 1));
}
console.log(m.payload, m.lineLengths, Object.keys(m));
for (const bad of [undefined, null, 1, 'x']) {
  try {
    new SourceMap(bad);
  } catch (error) {
    console.log(error.code);
  }
}
const indexed = new SourceMap({
  version: 3,
  sections: [
    { offset: { line: 0, column: 0 }, map: { version: 3, sources: ['one'], names: [], mappings: 'AAAA' } },
    {
      offset: { line: 2, column: 3 },
      map: { version: 3, sources: ['two'], names: [], mappings: 'AAAA,GAAG' },
    },
  ],
});
console.log(indexed.findEntry(2, 6), indexed.findEntry(1, 0));
