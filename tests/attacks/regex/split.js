// Tries: split, match, matchAll and search with expressions that go back over everything at each place.
// Escape: the limit does not stop it.
attempt('split', () => `${'x'.repeat(1e5)}`.split(/(x*)*y/).length);
attempt('matchAll', () => [...'x '.repeat(1e5).matchAll(/(?:\s*x\s*)*$z|x*y/g)].length);
