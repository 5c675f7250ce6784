// Tries: to throw a number that Python will not write as text.
// Escape: the host hangs or breaks.
attempt('a bigint', () => 1);
throw 10n ** 10000n;
