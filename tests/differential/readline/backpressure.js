// The async iterator pauses its input, and copes with one that has ended meanwhile.
const readline = require('readline');
const { Readable } = require('stream');
(async () => {
  const n = +process.argv[2] || 2000;
  const rl = readline.createInterface({
    input: Readable.from([Array.from({ length: n }, (_, i) => 'l' + i).join('\n') + '\n' + 'no end']),
    crlfDelay: Infinity,
  });
  rl.on('pause', () => console.log('pause'));
  rl.on('resume', () => console.log('resume'));
  rl.on('close', () => console.log('close'));
  rl.input.on('end', () => console.log('end', rl.input.isPaused()));
  let c = 0;
  for await (const l of rl) c++;
  console.log(c);
})();
