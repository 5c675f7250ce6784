// Tries: the longest text there may be, made flat, split, mapped to upper case, normalized, and joined.
// Escape: the host's memory grows beyond one such text, or it ends.
probe('flat', () => /y/.test('x'.repeat(2 ** 29 - 24)));
probe('split', () => 'x,'.repeat(1e7).split(','));
probe('join', () => new Array(2 ** 25).join('xxxxxxxxxxxx'));
probe('pad', () => ''.padEnd(2 ** 29 - 24, 'ab').indexOf('c'));
probe('normalize', () => 'é'.repeat(5e6).normalize('NFD').toUpperCase());
probe('replaceAll', () => 'x'.repeat(2e6).replaceAll('', 'yyyyyyyy'));
