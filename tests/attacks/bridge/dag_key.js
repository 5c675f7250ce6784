// Tries: the same structure as the key of a map and as a member of a set.
// Escape: the host writes it out.
let dag = ['x'];
for (let i = 0; i < 60; i++) dag = [dag, dag];
probe('a key', () => length(new Map([[dag, 1]])));
probe('a member', () => length(new Set([dag])));
probe('keys of keys', () => {
  let map = new Map();
  for (let i = 0; i < 60; i++) map = new Map([[map, map]]);
  return length(map);
});
new Map([[dag, 1]]);
