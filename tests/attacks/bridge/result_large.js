// Tries: results and arguments that are larger than what the host takes at once.
// Escape: the host's memory grows with them.
probe('an argument of 40 MB', () => length(new Uint8Array(40e6)));
probe('a text of 40 MB', () => length('x'.repeat(40e6)));
probe('a list of millions', () => length(new Array(3e6).fill(null)));
probe('many texts', () => length(new Array(20).fill('é'.repeat(1e6))));
new Uint8Array(30e6);
