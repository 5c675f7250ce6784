// Flags: --expose-gc
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const v8 = require('node:v8');

const show = (name, run) => {
  try {
    console.log(name, run());
  } catch (error) {
    console.log(name, error.constructor.name, error.code, error.message);
  }
};

const spaces = v8.getHeapSpaceStatistics();
console.log(
  Object.keys(spaces[0]),
  spaces.every((space) => space.space_used_size >= 0),
);
for (const name of ['new_space', 'old_space', 'code_space', 'large_object_space', 'read_only_space'])
  console.log(
    name,
    spaces.some((space) => space.space_name === name && space.space_size >= 0),
  );
const code = v8.getHeapCodeStatistics();
console.log(Object.keys(code), code.bytecode_and_metadata_size > 0);
console.log(
  Number.isInteger(v8.cachedDataVersionTag()),
  v8.cachedDataVersionTag() === v8.cachedDataVersionTag(),
);
for (const text of ['', 'a', 'é', 'ж', 'a\u{1f600}'])
  console.log(text, v8.isStringOneByteRepresentation(text));
show('number', () => v8.isStringOneByteRepresentation(1));
console.log(!v8.startupSnapshot.isBuildingSnapshot());
show('building', () => v8.startupSnapshot.addSerializeCallback(() => {}));

console.log(v8.takeCoverage(), v8.stopCoverage());

class VeryOwnClass {}
globalThis.kept = new VeryOwnClass();
const file = path.join(os.tmpdir(), `snapshot-${process.pid}.heapsnapshot`);
console.log(v8.writeHeapSnapshot(file) === file);
const snapshot = JSON.parse(fs.readFileSync(file, 'latin1'));
fs.rmSync(file);
console.log(Object.keys(snapshot).slice(0, 3), snapshot.strings.includes('VeryOwnClass'));
process.chdir(os.tmpdir());
const named = v8.writeHeapSnapshot();
console.log(
  /^Heap\.\d{8}\.\d{6}\.\d+\.0\.\d{3}\.heapsnapshot$/.test(named),
  fs.statSync(named).size > 100000,
);
fs.rmSync(named);
show('path', () => v8.writeHeapSnapshot(1));
show('missing', () => v8.writeHeapSnapshot('/nonexistent/x'));
show('options', () => v8.writeHeapSnapshot(file, { exposeInternals: 1 }));
show('options', () => v8.getHeapSnapshot(1));
const stream = v8.getHeapSnapshot();
let text = '';
stream.setEncoding('latin1').on('data', (piece) => (text += piece));
stream.on('end', () =>
  console.log(JSON.parse(text).strings.includes('VeryOwnClass'), stream.constructor.name),
);
