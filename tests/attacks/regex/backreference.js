// Tries: back references and lookbehind with much to go back to.
// Escape: the limit does not stop it.
attempt('back references', () => /^(.*)(.*)(.*)(.*)(.*)\5\4\3\2\1x$/.test('ab'.repeat(2000)));
attempt('lookbehind', () => /(?<=(a+)+)$b/.test('a'.repeat(100)));
