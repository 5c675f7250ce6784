// Tries: the same structure as an argument of a host's function, and back.
// Escape: the copy is endless.
let dag = ['x'];
for (let i = 0; i < 60; i++) dag = [dag, dag];
attempt('an argument', () => length(dag));
attempt('there and back', () => {
  const back = echo(dag);
  return back[0] === back[1];
});
0;
