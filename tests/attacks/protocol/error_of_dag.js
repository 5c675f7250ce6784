// Tries: an error whose name is a structure of references that is endless when it is written out.
// Escape: the host writes it out.
let dag = text('x');
for (let i = 0; i < 60; i++) dag = [97, ...u32(2), ...(i ? dag : text('x')), 114, ...u32(0)];
// l0 = [x, ...]; each of the others holds the one before it twice, by its number.
const parts = [97, ...u32(61)];
const made = [];
for (let i = 0; i < 60; i++)
  made.push([97, ...u32(2), ...(i ? [114, ...u32(i), 114, ...u32(i)] : [...none, ...none])]);
attempt('an error', () => {
  for (let number = 1; number < 40; number++)
    say(int(1), int(number), [69, ...parts, ...made.flat(), ...none, ...none, ...none, ...none]);
});
