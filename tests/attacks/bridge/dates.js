// Tries: numbers, dates and texts at the edges of what Python can hold: years, NaN, -0, lone surrogates, enormous integers.
// Escape: an exception of the host's own, where it is not the program's.
const values = [
  new Date(NaN), new Date(8.64e15), new Date(-8.64e15), new Date(-62135596800001), -0, NaN, Infinity, 5e-324, 2 ** 53, 2 ** 63, -(2 ** 63), 1e308,
  2n ** 64n, -(2n ** 63n), 2n ** 100000n, '\ud800', '\udfff\ud800', '\0', '\ufeff', '\u202e', 'é'.normalize('NFD'), '𝒳'.repeat(10),
]; // prettier-ignore
for (const value of values) {
  probe('an argument', () => length([value]));
  probe('back', () => (Object.is(echo(value), value) ? 'same' : 'other'));
  probe('a key', () => length(new Map([[value, value]])));
}
[...values.slice(0, 3)];
