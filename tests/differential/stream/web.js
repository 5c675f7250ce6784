// The streams of the web: errors, shapes and behaviour.
const w = require('stream/web');
const strip = (s) => (typeof s === 'string' ? s.replace(/\n +at .*/g, '') : s);
const insp = (x) => strip(require('util').inspect(x));
const T = async (l, f) => {
  try {
    const r = await f();
    console.log(l, 'OK', insp(r));
  } catch (e) {
    console.log(l, e?.name, e?.code, e?.message);
  }
};
(async () => {
  await T(1, () => new ReadableStream(5));
  await T(2, () => new ReadableStream(null));
  await T(3, () => new ReadableStream({ type: 'x' }));
  await T(4, () => new ReadableStream({ start: 5 }));
  await T(5, () => new ReadableStream({}, { highWaterMark: -1 }));
  await T(6, () => new ReadableStream({}, { size: 5 }));
  await T(7, () => new ReadableStream({ type: 'bytes' }, { size() {} }));
  await T(8, () => new ReadableStream({}, 5));
  await T(9, () => new ReadableStream({}, { highWaterMark: 'a' }));
  const rs = new ReadableStream();
  const rd = rs.getReader();
  await T(10, () => rs.getReader());
  await T(11, () => rs.cancel());
  await T(12, () => rs.tee());
  await T(13, () => new ReadableStream().getReader({ mode: 'x' }));
  await T(14, () => new ReadableStream().getReader({ mode: 'byob' }));
  await T(15, () => new ReadableStream().pipeTo(5));
  await T(16, () => new ReadableStream().pipeThrough(5));
  await T(17, () => new ReadableStream().pipeThrough({}));
  await T(18, () => rs.pipeTo(new WritableStream()));
  await T(19, () => ReadableStream.prototype.locked);
  await T(20, () => ReadableStream.prototype.cancel());
  await T(21, () => ReadableStream.prototype.getReader());
  rd.releaseLock();
  await T(22, () => rd.read());
  await T(23, () => rd.closed);
  await T(24, () => rd.cancel());
  await T(25, () => new w.ReadableStreamDefaultReader(5));
  await T(26, () => new w.ReadableStreamDefaultController());
  await T(27, () => new w.ReadableStreamBYOBRequest());
  await T(28, () => w.ReadableStreamDefaultReader.prototype.read());
  let c;
  new ReadableStream({
    start(x) {
      c = x;
    },
  });
  c.close();
  await T(29, () => c.close());
  await T(30, () => c.enqueue(1));
  await T(31, () => c.error());
  {
    let c;
    const s = new ReadableStream({
      type: 'bytes',
      start(x) {
        c = x;
      },
    });
    await T(32, () => c.enqueue('x'));
    await T(33, () => c.enqueue(new Uint8Array(0)));
    const r = s.getReader({ mode: 'byob' });
    await T(34, () => r.read(5));
    await T(35, () => r.read(new Uint8Array(0)));
    await T(36, () => r.read(new Uint8Array(3), { min: 0 }));
    await T(37, () => r.read(new Uint8Array(3), { min: 5 }));
    await T(38, () => c.byobRequest);
    const p = r.read(new Uint8Array(4));
    const br = c.byobRequest;
    await T(39, () => br.respond());
    await T(40, () => br.respond(9));
    await T(41, () => br.respond(0));
    await T(42, () => br.respondWithNewView(5));
    await T(43, () => br.respondWithNewView(new Uint8Array(9)));
    br.respond(2);
    await T(44, () => p);
    await T(45, () => br.respond(1));
    await T(46, () => br.view);
  }
  const ws = new WritableStream();
  const wr = ws.getWriter();
  await T(50, () => ws.getWriter());
  await T(51, () => ws.abort());
  await T(52, () => ws.close());
  await T(53, () => new WritableStream({ type: 'x' }));
  await T(54, () => new WritableStream(5));
  await T(55, () => new WritableStream({ write: 5 }));
  await T(56, () => WritableStream.prototype.locked);
  await T(57, () => WritableStream.prototype.abort());
  wr.releaseLock();
  await T(58, () => wr.write(1));
  await T(59, () => wr.close());
  await T(60, () => wr.desiredSize);
  await T(61, () => wr.ready);
  await T(62, () => wr.abort());
  await T(63, () => new w.WritableStreamDefaultWriter(5));
  await T(64, () => new w.WritableStreamDefaultController());
  {
    const ws = new WritableStream();
    const wr = ws.getWriter();
    wr.close();
    await T(65, () => wr.close());
    await T(66, () => wr.write(1));
  }
  {
    const ws = new WritableStream({
      write() {
        throw new Error('bad');
      },
    });
    const wr = ws.getWriter();
    await T(67, () => wr.write(1));
    await T(68, () => wr.write(1));
    await T(69, () => wr.closed);
    await T(70, () => wr.close());
  }
  await T(71, () => new TransformStream({ readableType: 1 }));
  await T(72, () => new TransformStream({ writableType: 1 }));
  await T(73, () => new TransformStream(5));
  await T(74, () => TransformStream.prototype.readable);
  await T(75, () => new w.TransformStreamDefaultController());
  await T(76, () => new w.CountQueuingStrategy());
  await T(77, () => new w.CountQueuingStrategy({}));
  await T(79, () => new w.ByteLengthQueuingStrategy(5));
  await T(80, () => new w.CountQueuingStrategy({ highWaterMark: 'x' }).highWaterMark);
  await T(81, () => ReadableStream.from(5));
  await T(82, () => ReadableStream.from({}));
  await T(83, async () => {
    const r = [];
    for await (const x of ReadableStream.from([1, 2])) r.push(x);
    return r;
  });
  await T(84, () => new ReadableStream().values(5));
  await T(85, () => new ReadableStream().pipeTo(new WritableStream(), { signal: 5 }));
  await T(86, () => new ReadableStream().pipeTo(new WritableStream(), { signal: AbortSignal.abort() }));
  await T(87, () => new w.TextDecoderStream('x'));
  await T(88, () => new w.CompressionStream('x'));
  await T(89, () => new w.CompressionStream());
  {
    const t = new TransformStream();
    const wr = t.writable.getWriter();
    const rr = t.readable.getReader();
    rr.cancel('why');
    await T(90, () => wr.write(1));
    await T(91, () => wr.closed);
  }
  {
    let c;
    const t = new TransformStream({
      start(x) {
        c = x;
      },
    });
    c.terminate();
    await T(92, () => t.writable.getWriter().write(1));
    await T(93, () => c.enqueue(1));
  }
  {
    const s = new ReadableStream({
      pull() {
        throw new Error('pull');
      },
    });
    await T(94, () => s.getReader().read());
  }
  await T(
    95,
    () =>
      new ReadableStream({
        start() {
          throw new Error('start');
        },
      }),
  );
  const rs2 = new ReadableStream();
  console.log(
    insp([
      rs2,
      rs2.getReader(),
      new WritableStream(),
      new WritableStream().getWriter(),
      new TransformStream(),
      new w.CountQueuingStrategy({ highWaterMark: 1 }),
      new w.ByteLengthQueuingStrategy({ highWaterMark: 1 }),
    ]),
  );
  for (const C of [
    'ReadableStream',
    'ReadableStreamDefaultReader',
    'ReadableStreamBYOBReader',
    'ReadableStreamBYOBRequest',
    'ReadableByteStreamController',
    'ReadableStreamDefaultController',
    'WritableStream',
    'WritableStreamDefaultWriter',
    'WritableStreamDefaultController',
    'TransformStream',
    'TransformStreamDefaultController',
    'ByteLengthQueuingStrategy',
    'CountQueuingStrategy',
  ]) {
    for (const k of Reflect.ownKeys(w[C].prototype)) {
      if (typeof k === 'symbol' && k !== Symbol.asyncIterator) continue;
      const x = Object.getOwnPropertyDescriptor(w[C].prototype, k);
      console.log(
        C,
        w[C].length,
        String(k),
        x.enumerable,
        x.writable,
        x.configurable,
        !!x.get,
        typeof x.value == 'function' ? x.value.length + x.value.name : '',
      );
    }
  }
  // behaviour
  {
    const log = [];
    const t = new TransformStream({
      transform(c, k) {
        k.enqueue(c * 2);
        k.enqueue(c * 3);
      },
      flush(k) {
        k.enqueue('end');
      },
    });
    const wr = t.writable.getWriter();
    wr.write(1);
    wr.write(2);
    wr.close();
    for await (const x of t.readable) log.push(x);
    console.log(log.join());
  }
  {
    const [a, b] = ReadableStream.from(['x', 'y', 'z']).tee();
    const f = async (s) => {
      const r = [];
      for await (const x of s) r.push(x);
      return r.join();
    };
    console.log(await Promise.all([f(a), f(b)]));
  }
  {
    const [a, b] = new ReadableStream({
      type: 'bytes',
      start(c) {
        c.enqueue(new Uint8Array([1, 2, 3]));
        c.enqueue(new Uint8Array([4]));
        c.close();
      },
    }).tee();
    const r = a.getReader({ mode: 'byob' });
    console.log(
      await r.read(new Uint8Array(2)),
      await r.read(new Uint16Array(1)),
      await r.read(new Uint8Array(2)),
    );
    const r2 = b.getReader();
    console.log(await r2.read(), await r2.read(), await r2.read());
  }
  {
    const got = [];
    await ReadableStream.from([1, 2, 3])
      .pipeThrough(
        new TransformStream({
          transform(c, k) {
            k.enqueue(String(c));
          },
        }),
      )
      .pipeTo(
        new WritableStream({
          write(c) {
            got.push(c);
          },
          close() {
            got.push('closed');
          },
        }),
      );
    console.log(got);
  }
  {
    const got = [];
    await ReadableStream.from([1, 2, 3])
      .pipeTo(
        new WritableStream({
          write(c) {
            got.push(c);
            if (c === 2) throw new Error('sink');
          },
          abort(e) {
            got.push('abort ' + e.message);
          },
        }),
      )
      .catch((e) => got.push(e.message));
    console.log(got);
  }
  {
    const got = [];
    let i = 0;
    await new ReadableStream({
      pull(c) {
        if (i++ < 2) c.enqueue(i);
        else c.error(new Error('src'));
      },
      cancel(e) {
        got.push('cancel');
      },
    })
      .pipeTo(
        new WritableStream({
          write(c) {
            got.push(c);
          },
          abort(e) {
            got.push('abort ' + e.message);
          },
        }),
      )
      .catch((e) => got.push(e.message));
    console.log(got);
  }
  {
    const ac = new AbortController();
    const got = [];
    const p = new ReadableStream({
      cancel(e) {
        got.push('cancel ' + e);
      },
    }).pipeTo(
      new WritableStream({
        abort(e) {
          got.push('abort ' + e);
        },
      }),
      { signal: ac.signal },
    );
    ac.abort('stop');
    await p.catch((e) => got.push(e));
    console.log(got);
  }
  {
    let pulls = 0;
    const s = new ReadableStream(
      {
        pull(c) {
          pulls++;
          c.enqueue(pulls);
          if (pulls === 3) c.close();
        },
      },
      { highWaterMark: 2 },
    );
    await new Promise((r) => setTimeout(r, 5));
    console.log(pulls);
    const it = s.values({ preventCancel: true });
    console.log(await it.next(), await it.next(), await it.return('r'), s.locked, await it.next());
    const r = s.getReader();
    console.log(await r.read(), await r.read());
  }
  {
    const log = [];
    const s = new WritableStream(
      {
        start() {
          log.push('start');
        },
        async write(c) {
          log.push('w' + c);
          await 1;
        },
        close() {
          log.push('close');
        },
      },
      { highWaterMark: 2 },
    );
    const wr = s.getWriter();
    log.push(wr.desiredSize);
    wr.write(1);
    wr.write(2);
    log.push(wr.desiredSize);
    await wr.ready;
    log.push('ready', wr.desiredSize);
    await wr.close();
    console.log(log.join());
  }
  {
    let c;
    const s = new WritableStream({
      start(x) {
        c = x;
      },
      write() {
        return new Promise(() => {});
      },
      abort(r) {
        console.log('abort', r, c.signal.aborted, c.signal.reason);
      },
    });
    const wr = s.getWriter();
    const p = wr.write(1);
    wr.abort('R').catch(() => {});
    p.catch(() => {});
    await T('ab', () => wr.write(2));
    await T('rd', () => wr.ready);
  }
  {
    let c;
    const s = new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: 4,
      pull(x) {
        const v = x.byobRequest.view;
        v[0] = 7;
        x.byobRequest.respond(1);
      },
    });
    const r = s.getReader();
    console.log(await r.read(), await r.read());
  }
  {
    const s = new ReadableStream({
      type: 'bytes',
      pull(c) {
        const v = c.byobRequest?.view;
        if (v) {
          v.fill(9);
          c.byobRequest.respond(v.byteLength);
        } else c.enqueue(new Uint8Array([1]));
      },
    });
    const r = s.getReader({ mode: 'byob' });
    console.log(await r.read(new Uint32Array(2)), await r.read(new DataView(new ArrayBuffer(3)), { min: 3 }));
    r.releaseLock();
    console.log(await s.getReader().read());
  }
  {
    const order = [];
    const s = new ReadableStream({
      start(c) {
        c.enqueue('a');
      },
    });
    const r = s.getReader();
    r.read().then(() => order.push('read'));
    Promise.resolve().then(() => order.push('micro'));
    await 0;
    await 0;
    await 0;
    console.log(order.join());
  }
})().catch((e) => console.log('END', e));
