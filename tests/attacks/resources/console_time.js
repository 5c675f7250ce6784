// Tries: labels, counters, listeners and warnings without end, that the runtime keeps for a program.
// Escape: the host's memory grows with them.
attempt('labels', () => {
  for (let i = 0; ; i++) {
    console.time(`t${i}${'x'.repeat(1000)}`);
    console.count(`c${i}${'x'.repeat(1000)}`);
    performance.mark(`m${i}${'x'.repeat(1000)}`);
    process.on(`e${i}`, () => {});
  }
});
