// Tries: console.log of what is endless when it is written out.
// Escape: it runs beyond its limit, or takes the host's memory.
attempt('inspect', () => {
  let dag = { x: 1 };
  for (let i = 0; i < 40; i++) dag = { a: dag, b: dag };
  console.log(require('node:util').inspect(dag, { depth: Infinity }));
});
attempt('json', () => {
  let dag = { x: 1 };
  for (let i = 0; i < 40; i++) dag = { a: dag, b: dag };
  return JSON.stringify(dag).length;
});
