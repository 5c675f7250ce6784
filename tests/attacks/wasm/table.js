// Tries: tables of WebAssembly with as many entries as there may be, and many of them.
// Escape: the host's memory grows with them.
attempt('tables', () => {
  const kept = [];
  for (;;) kept.push(new WebAssembly.Table({ element: 'externref', initial: 1e6 }, {}));
});
