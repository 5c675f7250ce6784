// node:stream: states, events and their order, errors, pipeline, finished, compose, operators, adapters.
const stream = require('stream');
const { Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished, compose, duplexPair } =
  stream;
const consumers = require('stream/consumers');
const show = console.log;
const tr = async (label, fn) => {
  try {
    show(label, await fn());
  } catch (e) {
    show(label, 'THROW', e?.name, e?.code, e?.message);
  }
};
const EVENTS = [
  'data',
  'readable',
  'end',
  'pause',
  'resume',
  'drain',
  'prefinish',
  'finish',
  'pipe',
  'unpipe',
  'error',
  'close',
];
/** Records the events of a stream without setting it flowing. */
const watch = (s, log, name = '') => {
  const { emit } = s;
  s.emit = function (type, ...args) {
    if (EVENTS.includes(type)) {
      log.push(
        `${name}${type}${type === 'data' ? `:${args[0]}` : type === 'error' ? `:${args[0]?.message}` : ''}`,
      );
    }
    return emit.call(this, type, ...args);
  };
  return s;
};
// The immediates after the timer: on a busy machine it is due before those that were asked for earlier have run.
const settle = async (ms = 5) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
};

for (const object of [
  stream,
  Readable,
  Readable.prototype,
  Writable.prototype,
  Duplex.prototype,
  Transform.prototype,
]) {
  show(
    Reflect.ownKeys(object)
      .map(String)
      .filter((key) => !/toAsyncStreamable/.test(key))
      .sort()
      .join(' '),
  );
}
show(new Readable(), new Writable(), new Transform());

(async () => {
  for (const make of [
    () => new Readable({ highWaterMark: -1 }),
    () => new Duplex({ readableHighWaterMark: NaN }),
    () => new Readable({ defaultEncoding: 'nope' }),
    () => new Writable({ defaultEncoding: 'nope' }),
    () => new Writable().write(null),
    () => new Writable().write(5),
    () => new Writable().write('a', 'nope'),
    () => new Writable().setDefaultEncoding('nope'),
    () => new Writable({ signal: 5 }),
    () => Readable.from(5),
    () => pipeline(),
    () => pipeline(new PassThrough(), () => {}),
    () => finished(),
    () => finished({}, () => {}),
    () => compose(),
    () => Duplex.from(5),
    () => stream.addAbortSignal(5, new Readable()),
    () => stream.setDefaultHighWaterMark(false, -1),
    () => new Readable().map(5),
    () => Readable.from([1]).take(-1),
    () => Readable.from([1]).map((x) => x, { concurrency: 0 }),
  ]) {
    await tr(make.toString().slice(6), async () => typeof make());
  }

  // Flowing, paused, by 'readable'
  {
    const log = [];
    let n = 0;
    const r = watch(
      new Readable({
        read() {
          this.push(n++ < 3 ? `c${n}` : null);
        },
      }),
      log,
    );
    show(r.readableFlowing, r.readableLength, r.readable, r.readableDidRead);
    r.on('data', () => {
      if (n === 2) {
        r.pause();
        setTimeout(() => r.resume(), 2);
      }
    });
    await settle(15);
    show(log.join(' '), r.readableFlowing, r.readableEnded, r.destroyed, r.closed, r.readableAborted);
  }
  {
    const log = [];
    const r = watch(new Readable({ read() {} }), log);
    const got = [];
    r.on('readable', () => {
      let c;
      while ((c = r.read(3)) !== null) got.push(String(c));
    });
    r.push('ab');
    r.push('cdefg');
    r.unshift('Z');
    r.push(null);
    await settle();
    show(log.join(' '), got);
  }
  {
    const r = new Readable({ encoding: 'utf8', read() {} });
    const bytes = Buffer.from('zß水🍌');
    for (const byte of bytes) r.push(Buffer.from([byte]));
    r.push(null);
    const got = [];
    for await (const c of r) got.push(c);
    show(got.join('|'));
  }

  // Writing: back pressure, cork, writev, final, errors
  {
    const log = [];
    const w = watch(
      new Writable({
        highWaterMark: 4,
        write(c, e, cb) {
          log.push(`write:${c}`);
          setImmediate(cb);
        },
        final(cb) {
          log.push('final');
          cb();
        },
      }),
      log,
    );
    show(w.write('abc'), w.write('de'), w.writableLength, w.writableNeedDrain, w.writable);
    w.end('f', () => log.push('end cb'));
    show(w.writableEnded, w.writableFinished, w.writable);
    await settle(15);
    show(log.join(' '), w.writableFinished, w.destroyed, w.closed);
  }
  {
    const log = [];
    const w = new Writable({
      decodeStrings: false,
      writev(chunks, cb) {
        log.push(chunks.map((c) => c.chunk + c.encoding));
        cb();
      },
    });
    w.cork();
    w.cork();
    w.write('a', 'latin1');
    w.write('b');
    w.uncork();
    show(w.writableCorked, log.length);
    w.uncork();
    await settle();
    w.end();
    show(log);
  }
  for (const [name, options, act] of [
    [
      'write error',
      {
        write(c, e, cb) {
          cb(new Error('w'));
        },
      },
      (w) => w.write('x', (err) => show('cb', err.message)),
    ],
    [
      'async write error',
      {
        write(c, e, cb) {
          setImmediate(cb, new Error('w'));
        },
      },
      (w) => {
        w.write('x', (err) => show('cb1', err.message));
        w.write('y', (err) => show('cb2', err.message));
        w.end((err) => show('end', err.message));
      },
    ],
    [
      'final error',
      {
        write(c, e, cb) {
          cb();
        },
        final(cb) {
          cb(new Error('f'));
        },
      },
      (w) => w.end((err) => show('end', err?.message)),
    ],
    [
      'final throws',
      {
        write(c, e, cb) {
          cb();
        },
        final() {
          throw new Error('ft');
        },
      },
      (w) => w.end(),
    ],
    [
      'construct error',
      {
        construct(cb) {
          cb(new Error('c'));
        },
        write(c, e, cb) {
          cb();
        },
      },
      (w) => w.write('x', (err) => show('cb', err?.message)),
    ],
    [
      'double callback',
      {
        write(c, e, cb) {
          cb();
          cb();
        },
      },
      (w) => w.write('x'),
    ],
    [
      'after end',
      {
        write(c, e, cb) {
          cb();
        },
      },
      (w) => {
        w.end();
        w.write('x', (err) => show('cb', err.code));
        w.end('y', (err) => show('end', err.code));
      },
    ],
    [
      'destroyed',
      {
        write(c, e, cb) {
          setImmediate(cb);
        },
      },
      (w) => {
        w.write('a', (err) => show('a', err?.code));
        w.write('b', (err) => show('b', err?.code));
        w.end((err) => show('end', err?.code));
        w.destroy();
        w.write('c', (err) => show('c', err?.code));
      },
    ],
    [
      'no emitClose',
      {
        emitClose: false,
        write(c, e, cb) {
          cb();
        },
      },
      (w) => w.destroy(new Error('quiet')),
    ],
    [
      'no autoDestroy',
      {
        autoDestroy: false,
        write(c, e, cb) {
          cb(new Error('stays'));
        },
      },
      (w) => w.write('x'),
    ],
  ]) {
    const log = [];
    const w = watch(new Writable(options), log);
    w.on('error', () => {});
    act(w);
    await settle(10);
    show(name, log.join(' '), w.destroyed, w.errored?.message, w.closed, w.writableAborted);
  }

  // Pipes
  {
    const log = [];
    const src = watch(new Readable({ read() {} }), log, 'S.');
    const a = watch(
      new Writable({
        highWaterMark: 1,
        write(c, e, cb) {
          setImmediate(cb);
        },
      }),
      log,
      'A.',
    );
    const b = watch(
      new Writable({
        write(c, e, cb) {
          cb();
        },
      }),
      log,
      'B.',
    );
    src.pipe(a);
    src.pipe(b);
    src.push('1');
    src.push('2');
    await settle();
    src.unpipe(a);
    src.push('3');
    src.push(null);
    await settle();
    show(log.join(' '));
  }
  {
    const log = [];
    const t = watch(
      new Transform({
        transform(c, e, cb) {
          this.push(c);
          cb(null, String(c).toUpperCase());
        },
        flush(cb) {
          cb(null, 'flushed');
        },
      }),
      log,
    );
    t.write('a');
    t.end('b');
    show(await consumers.text(t), log.join(' '));
  }
  {
    const [x, y] = duplexPair();
    y.on('data', (c) => y.write(`echo ${c}`));
    x.write('hi');
    x.on('data', (c) => {
      show(String(c));
      x.end();
    });
    y.on('end', () => {
      show('y end');
      y.end();
    });
    await settle();
  }

  // pipeline and finished
  await tr('pipeline', () =>
    stream.promises.pipeline(
      ['a', 'b'],
      async function* (source) {
        for await (const c of source) yield c.toUpperCase();
      },
      async (source) => {
        let all = '';
        for await (const c of source) all += c;
        return all;
      },
    ),
  );
  await tr('pipeline fails', () =>
    stream.promises.pipeline(
      Readable.from(['a']),
      new Transform({
        transform(c, e, cb) {
          cb(new Error('t'));
        },
      }),
      new PassThrough().resume(),
    ),
  );
  await tr('pipeline premature', () => {
    const r = new Readable({ read() {} });
    setTimeout(() => r.destroy(), 2);
    return stream.promises.pipeline(r, new PassThrough().resume());
  });
  await tr('pipeline abort', () => {
    const ac = new AbortController();
    setTimeout(() => ac.abort(), 2);
    return stream.promises.pipeline(new Readable({ read() {} }), new PassThrough().resume(), {
      signal: ac.signal,
    });
  });
  await tr('pipeline bad return', () => stream.promises.pipeline(() => 5, new PassThrough()));
  await tr('finished', () => stream.promises.finished(new PassThrough().end().resume()));
  await tr('finished destroyed', () => stream.promises.finished(new PassThrough().destroy()));
  await tr('finished errored', () =>
    stream.promises.finished(new Readable({ read() {} }).destroy(new Error('gone'))),
  );
  await tr('finished abort', () =>
    stream.promises.finished(new PassThrough(), { signal: AbortSignal.abort() }),
  );

  // Iteration and operators
  await tr('toArray', () =>
    Readable.from([1, 2, 3])
      .filter((x) => x > 1)
      .map(async (x) => x * 2)
      .toArray(),
  );
  await tr('flatMap', () =>
    Readable.from([1, 2])
      .flatMap((x) => [x, x])
      .drop(1)
      .take(2)
      .toArray(),
  );
  await tr('reduce', () => Readable.from([1, 2, 3]).reduce((a, b) => a + b));
  await tr('reduce empty', () => Readable.from([]).reduce((a, b) => a + b));
  await tr('some', async () => [
    await Readable.from([1, 2]).some((x) => x > 1),
    await Readable.from([1, 2]).every((x) => x > 1),
    await Readable.from([1, 2]).find((x) => x > 1),
  ]);
  await tr('forEach', () => Readable.from([1, 2]).forEach((x) => show('each', x)));
  await tr('map concurrency', () =>
    Readable.from([3, 1, 2])
      .map((x) => new Promise((r) => setTimeout(r, x, x)), { concurrency: 3 })
      .toArray(),
  );
  await tr('map throws', () =>
    Readable.from([1])
      .map(() => {
        throw new Error('m');
      })
      .toArray(),
  );
  await tr('for await break', async () => {
    const r = Readable.from([1, 2, 3]);
    for await (const x of r) {
      show(x);
      break;
    }
    return r.destroyed;
  });
  await tr('iterator keeps', async () => {
    const r = Readable.from([1, 2, 3]);
    for await (const x of r.iterator({ destroyOnReturn: false })) {
      show(x);
      break;
    }
    return [r.destroyed, await r.toArray()];
  });
  await tr('from null', () => Readable.from([1, null]).toArray());
  await tr('from rejecting', () => Readable.from([Promise.reject(new Error('p'))]).toArray());
  await tr('from string', () => Readable.from('abc').toArray());
  await tr('compose', () =>
    consumers.text(
      Readable.from(['x', 'y']).compose(async function* (source) {
        for await (const c of source) yield c + c;
      }),
    ),
  );
  await tr('Duplex.from', () =>
    consumers.text(
      Duplex.from(async function* () {
        yield 'gen';
      }),
    ),
  );
  await tr('Duplex.from promise', () => consumers.text(Duplex.from(Promise.resolve('prom'))));
  await tr('json', () => consumers.json(Readable.from(['{"a":', '1}'])));
  await tr(
    'arrayBuffer',
    async () => (await consumers.arrayBuffer(Readable.from([Buffer.from('abc')]))).byteLength,
  );
  await tr('bad text', () => consumers.text(Readable.from([{}])));

  // Between the two kinds
  await tr('toWeb', () => consumers.text(Readable.toWeb(Readable.from([Buffer.from('w')]))));
  await tr('fromWeb', () =>
    Readable.fromWeb(ReadableStream.from(['a', 'b']), { objectMode: true }).toArray(),
  );
  await tr('Writable.toWeb', async () => {
    const got = [];
    const w = Writable.toWeb(
      new Writable({
        write(c, e, cb) {
          got.push(String(c));
          cb();
        },
      }),
    ).getWriter();
    await w.write('1');
    await w.write(new Uint8Array([50]));
    await w.close();
    return got;
  });
  await tr('Writable.fromWeb', async () => {
    const got = [];
    const w = Writable.fromWeb(
      new WritableStream({
        write(c) {
          got.push(c);
        },
      }),
    );
    w.write('x');
    await new Promise((r) => w.end(r));
    return got;
  });
  await tr('toWeb error', () => {
    const r = new Readable({ read() {} });
    const web = Readable.toWeb(r);
    r.destroy(new Error('node side'));
    return web.getReader().read();
  });
  await tr('toWeb bad', () => Readable.toWeb(5));
  await tr('fromWeb bad', () => Duplex.fromWeb({}));
  await tr('dispose', async () => {
    const r = new Readable({ read() {} });
    r.on('error', (e) => show(e.code));
    await r[Symbol.asyncDispose]();
    return r.destroyed;
  });
})();
