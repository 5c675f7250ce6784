// Tries: expressions over Unicode properties, ignoring case, backtracking through surrogates.
// Escape: the limit does not stop it.
attempt('properties', () => /^(\p{L}+\p{M}*)+$/u.test(`${'é'.normalize('NFD').repeat(40)}!`));
attempt('sets', () => /^([\p{L}--[a-z]]+|\p{L}+)+$/v.test(`${'A'.repeat(45)}!`));
