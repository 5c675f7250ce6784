// Tries: expressions that are enormous when they are compiled: counted repetitions, classes, alternatives by the million.
// Escape: the host's memory or stack.
probe('repetitions', () => /(((((a{1,100}){1,100}){1,100}){1,100}){1,100})/.test('b'));
probe('written out', () => new RegExp('a?'.repeat(1e5) + 'a'.repeat(1e5)).test('a'.repeat(1e5)));
probe('alternatives', () => new RegExp(Array.from({ length: 3e5 }, (_, i) => `x${i}`).join('|')).test('y'));
probe('classes', () =>
  new RegExp(`[${Array.from({ length: 5e4 }, (_, i) => String.fromCharCode(i + 256)).join('')}]`, 'iu').test(
    'y',
  ),
);
probe('sets', () => new RegExp('[[a-z]--[aeiou]--['.repeat(100), 'v').test('y'));
