// Tries: alternatives that mean the same.
// Escape: the limit does not stop it.
attempt('(a|a)*', () => /^(a|a)*$/.test(`${'a'.repeat(60)}b`));
