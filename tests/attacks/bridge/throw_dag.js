// Tries: to throw a structure of references that is small as it is, and endless when it is written out.
// Escape: the host writes it out.
attempt('a structure', () => 1);
let dag = ['x'];
for (let i = 0; i < 60; i++) dag = [dag, dag];
throw dag;
