// Tries: integers of a million digits, as results, numbers of requests, errors' codes and keys.
// Escape: the host takes long, or breaks when it writes them as text.
const big = [98, ...u32(500000), 0, ...Array(500000).fill(255)];
attempt('integers', () => {
  for (let number = 1; number < 40; number++) say(int(1), int(number), big);
});
