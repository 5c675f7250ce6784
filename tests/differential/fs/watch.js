// Watching a tree, a folder and a file. What is told within a moment is sorted: its order is the kernel's.
'use strict';

const fs = require('fs');
const { enter, tell, wait, words } = require('./_tools');

const folder = enter('watch');
fs.mkdirSync('sub/deep', { recursive: true });
fs.writeFileSync('sub/f', '1');

(async () => {
  for (const recursive of [false, true]) {
    const seen = new Set();
    const ignore = ['*.log', /secret/, (name) => name === 'quiet'];
    const watcher = fs.watch(folder, { recursive, ignore }, (event, name) => seen.add(`${event} ${name}`));
    await wait(100);
    const step = async (label, act) => {
      seen.clear();
      act();
      await wait(300);
      console.log(recursive, label, [...seen].sort());
    };
    await step('a change', () => fs.writeFileSync('sub/f', '2'));
    await step('a file', () => fs.writeFileSync('new', '2'));
    await step('a file below', () => fs.writeFileSync('sub/deep/g', '2'));
    await step('folders', () => {
      fs.mkdirSync('n1/n2', { recursive: true });
      fs.writeFileSync('n1/n2/h', 'x');
    });
    await step('a file in a new folder', () => fs.writeFileSync('n1/n2/i', 'x'));
    await step('one less', () => fs.rmSync('n1/n2/i'));
    await step('a tree less', () => fs.rmSync('n1', { recursive: true }));
    await step('the same again', () => fs.mkdirSync('n1'));
    await step('a file in it', () => fs.writeFileSync('n1/k', '1'));
    await step('another name', () => fs.renameSync('n1', 'n3'));
    await step('a file in it', () => fs.writeFileSync('n3/z', '1'));
    await step('ignored', () => {
      for (const name of ['x.log', 'my-secret', 'quiet']) fs.writeFileSync(name, '');
    });
    watcher.on('close', () => console.log('closed'));
    watcher.close();
    watcher.close();
    await step('closed', () => fs.writeFileSync('late', ''));
    for (const name of ['n3', 'new', 'sub/deep/g', 'x.log', 'my-secret', 'quiet', 'late'])
      fs.rmSync(name, { recursive: true });
  }

  for (const options of [
    { encoding: 'zz' },
    { recursive: 1 },
    { signal: 5 },
    { ignore: 5 },
    { ignore: '' },
  ]) {
    tell(JSON.stringify(options), () => fs.watch(folder, options));
  }
  tell('none', () => fs.watch('none'));
  tell('none, recursive', () => fs.watch('none', { recursive: true }));
  tell('listener', () => fs.watchFile('f'));
  tell('interval', () => fs.watchFile('f', { interval: 'x' }, () => {}));

  const names = [];
  const bytes = fs.watch(folder, 'buffer', (event, name) => names.push(name));
  await wait(100);
  fs.writeFileSync('b', '');
  await wait(200);
  bytes.close();
  console.log(names[0]);

  const controller = new AbortController();
  const watcher = fs.watch(folder, { signal: controller.signal });
  const closed = new Promise((resolve) => watcher.on('close', resolve));
  controller.abort();
  await closed;

  const stop = new AbortController();
  setTimeout(() => fs.writeFileSync('p', ''), 100);
  try {
    for await (const event of fs.promises.watch(folder, { signal: stop.signal })) {
      console.log(event);
      stop.abort('enough');
    }
  } catch (error) {
    console.log(words(error), error.cause);
  }
  for (const options of [{ persistent: 1 }, { maxQueue: 'x' }, { overflow: 'x' }, 5]) {
    try {
      for await (const event of fs.promises.watch(folder, options)) console.log(event);
    } catch (error) {
      console.log(words(error));
    }
  }

  await new Promise((resolve) => {
    fs.watchFile('later', { interval: 20 }, function first(current, previous) {
      console.log('missing', current.mtimeMs, previous.size, current.isFile());
      fs.unwatchFile('later', first);
      fs.watchFile('later', { interval: 20, bigint: true }, (current, previous) => {
        if (current.size === 0n) return;
        console.log('there', current.size, previous.size);
        fs.unwatchFile('later');
        resolve();
      });
      setTimeout(() => fs.writeFileSync('later', 'abc'), 100);
    });
  });
})();
