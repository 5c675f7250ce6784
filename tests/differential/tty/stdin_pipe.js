// Stdin: first line\nsecond ünïcode line\nlast
// compare: stderr
'use strict';

// Standard input from a pipe, standard output to one.

console.log(
  process.stdin.fd,
  process.stdin.readableFlowing,
  process.stdin.constructor.name,
  process.stdin.readable,
);
console.log(process.stdout.fd, process.stdout.writable, process.stdout._type, process.stdout._isStdio);
console.log(
  process.stdout === process.stdout,
  process.stdin === process.stdin,
  process.stderr === process.stdout,
);
let text = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => (text += chunk));
process.stdin.on('end', () => {
  console.log(JSON.stringify(text));
  process.stdout.write('a', () => console.log('written'));
  process.stdout.end('last words\n', () => {
    process.stderr.write(`ended ${process.stdout.writable} ${process.stdout.destroyed}\n`);
  });
});
process.stdin.on('close', () => process.stderr.write('stdin closed\n'));
process.on('exit', (code) => process.stderr.write(`exit ${code} ${process.stdout.writableFinished}\n`));
