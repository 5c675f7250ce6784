// Tries: code without end: eval, new Function, modules by data: URLs, each another one and kept.
// Escape: the host's memory grows with it.
attempt('functions', () => {
  const kept = [];
  for (let i = 0; ; i++)
    kept.push(new Function(`return function f${i}() { return [${Array(500).fill(i)}]; }`)());
});
