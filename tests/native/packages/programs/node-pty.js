'use strict';
// node-pty: pseudo-terminals; a child of ours behind a tty, read and written through tty.ReadStream and fs.write.
const pty = require(process.env.COMPILED ?? 'node-pty');
const { open } = pty;
const { setTimeout: sleep } = require('node:timers/promises');

const show = (label, value) => console.log(label, value);
const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', PS1: 'ready> ', ENV: '', HISTFILE: '' };
const options = { name: 'xterm-256color', cols: 80, rows: 24, env, cwd: '/' };

// Collects what a terminal prints; until(text) waits for it to appear.
function reader(term) {
  const seen = { text: '' };
  const waiting = new Set();
  term.onData((data) => {
    seen.text += data;
    for (const check of waiting) check();
  });
  seen.until = (pattern) =>
    new Promise((resolve) => {
      const check = () => {
        const found = pattern.exec(seen.text);
        if (!found) return;
        waiting.delete(check);
        seen.text = seen.text.slice(found.index + found[0].length);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  return seen;
}
const exited = (term) => new Promise((resolve) => term.onExit(resolve));

async function shell() {
  const term = pty.spawn('/bin/sh', [], options);
  show('properties', [term.pid > 0, term.cols, term.rows, term.handleFlowControl]);
  const output = reader(term);
  const end = exited(term);
  await output.until(/ready> /);
  // The terminal echoes what is typed; then comes what the command prints, then the prompt.
  const command = async (text, pattern) => {
    term.write(`${text}\r`);
    await output.until(/\r\n/);
    const [, found] = await output.until(pattern);
    await output.until(/ready> /);
    return found;
  };
  show('echoed', await command('echo "sum=$((6 * 7))"', /sum=(\d+)\r\n/));
  show('cwd', await command('pwd', /(\S+)\r\n/));
  show('TERM', await command('echo $TERM', /(\S+)\r\n/));
  show('tty', await command('test -t 0 && echo yes', /(\S+)\r\n/));
  show('size', await command('stty size', /(\d+ \d+)\r\n/));
  term.resize(132, 43);
  show('resized', [await command('stty size', /(\d+ \d+)\r\n/), term.cols, term.rows]);
  show('unicode', await command("printf 'κόσμε\\n' | cat", /(\S+)\r\n/));
  show('process', term.process);
  term.write('sleep 30\r');
  for (let i = 0; i < 500 && !/sleep/.test(term.process); i++) await sleep(10);
  show('process in front', term.process);
  term.write('\x03');
  await output.until(/ready> /);
  term.write('exit 7\r');
  show('exit', await end);
}

async function streams() {
  // More than the terminal's buffer in both directions.
  const term = pty.spawn('/bin/sh', ['-c', 'stty raw -echo; echo ready; head -c 200000 | cksum'], options);
  const output = reader(term);
  const end = exited(term);
  await output.until(/ready/);
  term.write('0123456789'.repeat(20000));
  show('cksum', (await output.until(/(\d+ 200000)/))[1]);
  show('exit', await end);
  const many = pty.spawn(
    '/bin/sh',
    ['-c', 'i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done'],
    options,
  );
  let length = 0;
  let last = '';
  many.onData((data) => ((length += data.length), (last = (last + data).slice(-12))));
  show('many lines', [await exited(many), length, last]);
  const binary = pty.spawn('/bin/sh', ['-c', "printf '\\000\\377\\200'"], { ...options, encoding: null });
  const chunks = [];
  binary.onData((data) => chunks.push(data));
  await exited(binary);
  show('binary', Buffer.concat(chunks));
}

async function flow() {
  const term = pty.spawn('/bin/sh', ['-c', 'stty raw -echo; echo on; cat'], {
    ...options,
    handleFlowControl: true,
  });
  const output = reader(term);
  await output.until(/on/);
  term.pause();
  term.write('while paused');
  await sleep(50);
  show('paused', output.text.trim());
  term.resume();
  await output.until(/while paused/);
  show('resumed', true);
  const end = exited(term);
  term.kill('SIGKILL');
  show('killed', await end);
  const stubborn = pty.spawn(
    '/bin/sh',
    ['-c', "trap '' HUP; trap 'echo got it; exit 3' TERM; echo up; while :; do sleep 0.05; done"],
    options,
  );
  const said = reader(stubborn);
  const done = exited(stubborn);
  await said.until(/up/);
  stubborn.kill();
  stubborn.kill('SIGTERM');
  await said.until(/got it/);
  show('trapped', await done);
}

async function failures() {
  const missing = pty.spawn('/no/such/program', [], options);
  const text = reader(missing);
  const { exitCode } = await exited(missing);
  show('missing program', [exitCode, text.text.trim()]);
  const nowhere = pty.spawn('/bin/sh', ['-c', 'pwd'], { ...options, cwd: '/no/such/folder' });
  const said = reader(nowhere);
  show('missing folder', [(await exited(nowhere)).exitCode, said.text.trim()]);
  for (const [label, run] of [
    ['string args', () => pty.spawn('/bin/sh', '-c', options)],
    ['no rows', () => pty.spawn('/bin/sh', [], { ...options, rows: 'many' })],
    ['resize', () => open({}).resize(0, 10)],
  ]) {
    try {
      run();
      show(label, 'accepted');
    } catch (error) {
      show(label, [error.name, error.message]);
    }
  }
}

async function pair() {
  // Both ends of a terminal in this process.
  const both = open({ cols: 40, rows: 10 });
  const back = new Promise((resolve) => {
    let text = '';
    both.master.on('data', (data) => (text += data).endsWith('up\r\n') && resolve(text));
  });
  const got = new Promise((resolve) => both.slave.once('data', resolve));
  both.master.write('to the slave\n');
  show('slave', await got);
  both.slave.write('and up\n');
  show('master', await back);
}

(async () => {
  await shell();
  await streams();
  await flow();
  await pair();
  await failures();
  process.exit();
})();
