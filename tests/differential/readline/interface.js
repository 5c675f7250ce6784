// Lines, keys, editing, questions: what is told, and what is written to the terminal.
const readline = require('readline');
const rp = require('readline/promises');
const { PassThrough, Readable } = require('stream');
const D = (g) => {
  try {
    console.log(g());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
const PT = () => new PassThrough();
const i0 = readline.createInterface({ input: PT() });
for (const g of [
  () => readline.createInterface(),
  () => readline.createInterface({}),
  () => readline.createInterface({ input: PT(), crlfDelay: 5 }).crlfDelay,
  () => readline.createInterface({ input: PT(), crlfDelay: Infinity }).crlfDelay,
  () => readline.createInterface({ input: PT(), historySize: -1 }),
  () => readline.createInterface({ input: PT(), historySize: 'x' }),
  () => readline.createInterface({ input: PT(), completer: 5 }),
  () => readline.createInterface({ input: PT(), history: 5 }),
  () => readline.createInterface({ input: PT(), tabSize: 0 }),
  () => readline.createInterface({ input: PT(), escapeCodeTimeout: 'x' }),
  () => readline.createInterface({ input: PT(), signal: 5 }),
  () => readline.cursorTo(process.stdout, 'a'),
  () => readline.cursorTo(process.stdout, 'a', 1),
  () => readline.cursorTo(process.stdout),
  () => readline.cursorTo(process.stdout, NaN),
  () => readline.moveCursor(process.stdout, 1, 1, 5),
  () => readline.clearLine(process.stdout, 0, 5),
  () => readline.clearScreenDown(null),
  () => i0.question('x', 5),
  () => i0.setPrompt(5),
  () => {
    i0.close();
    return i0.close();
  },
  () => i0.question('q', () => {}),
  () => i0.pause(),
  () => i0.resume(),
  () => i0.write('x'),
  () => i0.prompt(),
  () => new rp.Readline(5),
  () => new rp.Readline(process.stdout, { autoCommit: 5 }),
  () => {
    const r = new rp.Readline(process.stderr);
    return r.cursorTo('a');
  },
  () =>
    new rp.Readline(process.stderr)
      .cursorTo(1, 2)
      .moveCursor(1, -1)
      .clearLine(0)
      .clearScreenDown()
      .rollback(),
  () => new rp.Readline(process.stderr).clearLine(5),
  () => new rp.Readline(process.stderr).moveCursor('a', 1),
])
  D(g);
(async () => {
  {
    const i = PT(),
      o = PT();
    o.columns = 20;
    const out = [];
    o.on('data', (d) => out.push(d.toString()));
    const rl = readline.createInterface({
      input: i,
      output: o,
      terminal: true,
      completer: (l) => [['abc', 'abd', 'xyz'].filter((x) => x.startsWith(l)), l],
      history: ['h1', 'h2'],
    });
    rl.on('line', (l) => out.push(['LINE', l]));
    rl.on('SIGINT', () => out.push('SIGINT'));
    rl.on('history', (h) => out.push(['H', ...h]));
    rl.prompt();
    for (const k of [
      'a',
      '\t',
      '\t',
      'c',
      '\x1b[D',
      'Z',
      '\x01',
      'b',
      '\x05',
      '!',
      '\r',
      '\x1b[A',
      '\x1b[A',
      '\x1b[B',
      '\x15',
      'hello wor ld',
      '\x17',
      '\x19',
      '\x1by',
      '\x1f',
      '\x1e',
      '\x1b[1;5D',
      '\x0b',
      '\x03',
      'y\nz',
      '\x0c',
      '\x1b[3~',
      '\x7f',
      '\x08',
      'aaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      '\x01',
      'X',
      '\x1bf',
      '\x1bd',
      '\x1bb',
      '\x1b\x7f',
      '日本',
      '\x1b[D',
      '😀',
      '\x7f',
      '\n',
      'h',
      '\x1b[A',
      '\x1b[B',
      '\x10',
      '\x0e',
      '\x1b[Z',
      '\x1b[200~',
      '\x04',
      '\x15',
      '\x04',
    ])
      i.write(k);
    await new Promise((r) => setTimeout(r, 30));
    console.log(out.map((x) => JSON.stringify(x)).join('\n'));
  }
  {
    const i = PT();
    const keys = [];
    readline.emitKeypressEvents(i);
    i.on('keypress', (s, k) => keys.push(JSON.stringify([s, k])));
    for (const s of [
      'a',
      'A',
      '\x01',
      '\x1a',
      '\r',
      '\n',
      '\t',
      '\x1b\t',
      '\x7f',
      '\x1b\x7f',
      ' ',
      '\x1b ',
      '\x1ba',
      '\x1bA',
      '\x1b[A',
      '\x1bOA',
      '\x1b[1;5A',
      '\x1b[1;2H',
      '\x1b[5~',
      '\x1b[[A',
      '\x1b[11~',
      '\x1b[24;3~',
      '\x1b[a',
      '\x1bOa',
      '\x1b[2$',
      '\x1b[2^',
      '\x1b[Z',
      '\x1b[200~',
      '\x1b[99z',
      'é',
      '日',
      '\x1b\x1b[A',
      '\x1bOM',
      '\x1b[M',
      '1',
      '%',
      '\x1b%',
      '\x1b\r',
    ])
      i.write(s);
    i.write('\x1b');
    await new Promise((r) => setTimeout(r, 600));
    console.log(keys.join('\n'));
  }
  {
    const lines = [];
    const rl = readline.createInterface({
      input: Readable.from(['a\nb', 'c\r', '\nd\r\r\ne\u2028f\u2029', 'g\n\nlast']),
      crlfDelay: Infinity,
    });
    for await (const l of rl) lines.push(l);
    console.log(JSON.stringify(lines));
  }
  {
    const i = PT(),
      o = PT();
    const out = [];
    o.on('data', (d) => out.push(d.toString()));
    const rl = readline.createInterface({ input: i, output: o });
    rl.question('name? ', (a) => {
      out.push(['A', a]);
      rl.question('age?', (b) => {
        out.push(['B', b]);
        rl.close();
      });
    });
    rl.on('close', () => out.push('close'));
    i.write('bob\n');
    i.write('5\n');
    await new Promise((r) => setTimeout(r, 10));
    console.log(JSON.stringify(out));
  }
  {
    const i = PT(),
      o = PT();
    const rl = rp.createInterface({ input: i, output: o });
    const q = rl.question('q');
    i.write('ans\n');
    console.log(await q);
    const ac = new AbortController();
    const q2 = rl.question('z', { signal: ac.signal });
    ac.abort();
    await q2.catch((e) => console.log(e.name, e.code));
    console.log(
      (await require('util').promisify(
        readline.createInterface({ input: Readable.from(['zz\n']), output: PT() }).question,
      )?.call?.name) === undefined,
    );
    rl.close();
    await rl.question('x').catch((e) => console.log(e.code));
  }
  {
    const i = PT(),
      o = PT();
    o.columns = 10;
    const rl = rp.createInterface({ input: i, output: o, terminal: true });
    rl.line = 'ab日本語defgh';
    rl.cursor = 7;
    console.log(rl.getCursorPos(), rl.columns, rl.getPrompt());
    const p = rl.question('q?');
    i.write('\x03');
    await p.catch((e) => console.log(e.name, e.message));
    console.log(rl.closed);
  }
})();
