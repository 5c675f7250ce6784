// Tries: output without end, by console, process.stdout, Deno.stdout and writes to descriptors.
// Escape: the host's memory grows with it, or it waits.
attempt('console', () => {
  const line = 'x'.repeat(10000);
  for (let i = 0; i < 2000; i++) {
    console.log(line);
    process.stdout.write(line);
    console.error(line);
  }
});
