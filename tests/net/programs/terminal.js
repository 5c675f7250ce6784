'use strict';

// Says what it sees of its terminal; each key is a command.

const { stdin, stdout } = process;
const say = (...words) => console.log(`<${words.join(' ')}>`);

say('types', stdin.constructor.name, stdout.constructor.name, stdin.isTTY, stdout.isTTY, stdout._type);
say('size', stdout.columns, stdout.rows, stdout.getWindowSize());
say('raw', stdin.isRaw, stdin.setRawMode(true) === stdin, stdin.isRaw);
say('colors', stdout.getColorDepth(), stdout.hasColors(16));
stdout.on('resize', () => say('resize', stdout.columns, stdout.rows));
stdout.cursorTo(3, 4);
stdout.moveCursor(-1, 2);
stdout.clearLine(0);
stdout.clearScreenDown();
stdin.on('data', (chunk) => {
  say('key', JSON.stringify(String(chunk)));
  if (String(chunk) === 'c') say('cooked', stdin.setRawMode(false).isRaw);
  if (String(chunk) === 'q') {
    stdin.pause();
    say('paused');
  }
});
say('ready');
