// Tries: nested quantifiers, on a text that does not match.
// Escape: the limit does not stop it.
attempt('(a+)+', () => /^(a+)+$/.test(`${'a'.repeat(50)}b`));
