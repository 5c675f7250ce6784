// Tries: keys that mean something to Python or to the bridge: __proto__, __class__, __dict__, __getattr__, numbers, NUL, surrogates.
// Escape: the host's objects change, or an exception of the host's own.
const keys = [
  '__proto__',
  '__class__',
  '__dict__',
  '__init__',
  '__del__',
  '__reduce__',
  '__module__',
  '__getattr__',
  '__len__',
  'constructor',
  'prototype',
  'self',
  'items',
  'get',
  '_naja_number',
  '_naja_runtime',
  '\0',
  '\ud800',
  '',
  '0',
  '-1',
  'then',
  'toString',
  'valueOf',
];
for (const key of keys) {
  attempt(`an object with ${JSON.stringify(key)}`, () => {
    const object = Object.create(null);
    object[key] = () => 1;
    const back = echo({ __proto__: null, [key]: 1 });
    if (back[key] !== 1 && key !== '__proto__') report('seen', key, String(back[key]));
    length(object);
    return Object.keys(back).length;
  });
  attempt(`a map with ${JSON.stringify(key)}`, () => length(new Map([[key, 1]])));
}
({ ['__proto__']: null, ['__class__']: 'str', ['__dict__']: {}, _naja_number: 1 });
