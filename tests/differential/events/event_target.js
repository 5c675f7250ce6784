// Event, EventTarget, CustomEvent, AbortController, AbortSignal, DOMException: shapes, errors and order.
const util = require('util');
const EE = require('events');
const show = (...args) =>
  process.stdout.write(
    util
      .format(...args)
      .replace(/timeStamp: [\d.]+/g, 'TS')
      .replace(/\n +at .*/g, '') + '\n',
  );
const tr = (label, fn) => {
  try {
    show(label, fn());
  } catch (e) {
    show(label, 'THROW', e?.name, e?.code, e?.message);
  }
};
process.on('warning', (w) => show('W', w.name, w.message));
process.removeAllListeners('warning');
process.on('warning', (w) => show('W', w.name, w.message));
tr(1, () => new Event());
tr(2, () => new Event('x', 1));
tr(3, () => new Event(Symbol()));
tr(4, () => Event.prototype.type);
tr(5, () => new EventTarget().addEventListener('x'));
tr(6, () => new EventTarget().addEventListener('x', 5));
tr(7, () => new EventTarget().addEventListener('x', null));
tr(8, () => EventTarget.prototype.addEventListener.call({}, 'x', () => {}));
tr(9, () => new EventTarget().dispatchEvent(5));
tr(10, () => new EventTarget().dispatchEvent());
tr(11, () => {
  const t = new EventTarget();
  const e = new Event('x');
  t.addEventListener('x', () => t.dispatchEvent(e));
  process.on('uncaughtException', (e) => show('UE', e.name, e.code, e.message));
  t.dispatchEvent(e);
});
tr(12, () => new AbortSignal());
tr(13, () => AbortSignal.timeout('x'));
tr(14, () => AbortSignal.timeout(-1));
tr(15, () => AbortSignal.any(5));
tr(16, () => AbortSignal.any([5]));
tr(17, () => AbortSignal.prototype.aborted);
tr(18, () => AbortController.prototype.signal);
tr(19, () => AbortController.prototype.abort());
tr(20, () => AbortSignal.abort(5).throwIfAborted());
tr(21, () => AbortSignal.abort().reason);
tr(22, () => new CustomEvent());
tr(23, () => new Event('x', null));
tr(24, () => new Event('x', {}).composedPath.call({}));
tr(25, () => AbortSignal.any());
tr(26, () => AbortSignal.timeout());
tr(27, () => AbortSignal.timeout(2 ** 53));
tr(28, () => new EventTarget().addEventListener('x', () => {}, { signal: 5 }));
tr(29, () => new EventTarget().removeEventListener('x'));
tr(30, () => new EventTarget().removeEventListener());
tr(31, () => new EventTarget().addEventListener('x', {}));
tr(32, () => {
  const ac = new AbortController();
  ac.signal.onabort = 5;
  return ac.signal.onabort;
});
tr(33, () => {
  const ac = new AbortController();
  ac.signal.onabort = {};
  return ac.signal.onabort;
});
tr(34, () => new EventTarget().addEventListener('x', () => {}, 5));
tr(35, () => new Event('x').initEvent(Symbol()));
tr(36, () => AbortSignal.prototype.throwIfAborted.call({}));
tr(37, () => {
  const a = new AbortController();
  return util.inspect(a, { depth: -1 }) + util.inspect({ a }, { depth: 0 }) + util.inspect({ a });
});
tr(38, () => util.inspect(new EventTarget(), { depth: -1 }));
tr(39, () => util.inspect(new Event('x'), { depth: -1 }));
tr(40, () => {
  const e = new Event('x', { bubbles: 1, cancelable: true, composed: 1 });
  e.preventDefault();
  return [
    e.bubbles,
    e.returnValue,
    e.defaultPrevented,
    e.cancelable,
    e.composed,
    e.eventPhase,
    e.timeStamp > 0,
    e.isTrusted,
    e.srcElement,
    e.target,
    e.cancelBubble,
  ];
});
const ds = (C) => {
  for (const o of [C, C.prototype]) {
    for (const k of Reflect.ownKeys(o)) {
      if (typeof k === 'symbol' && !/Symbol\.|nodejs/.test(String(k))) continue;
      const x = Object.getOwnPropertyDescriptor(o, k);
      show(
        '  ',
        C.name,
        k,
        x.enumerable ? 'e' : '',
        x.writable ? 'w' : '',
        x.configurable ? 'c' : '',
        x.get ? 'get ' + x.get.name + (x.set ? '+set' + x.set.name : '') : '',
        typeof x.value == 'function'
          ? x.value.length + ' ' + x.value.name
          : typeof x.value == 'object'
            ? 'obj'
            : x.value,
      );
    }
  }
};
[Event, EventTarget, CustomEvent, AbortController, AbortSignal].forEach(ds);
tr(50, () => {
  const d = new DOMException('m', { name: 'AbortError', cause: { x: 1 } });
  return [d.code, d.name, d.message, d, String(d), util.types.isNativeError(d), Object.keys(d)];
});
tr(51, () => DOMException.prototype.code);
tr(52, () => class X extends DOMException {});
tr(53, () => {
  class X extends DOMException {}
  return new X('a', 'b') instanceof X;
});
tr(54, () => new DOMException(Symbol()));
tr(55, () => new DOMException('x', { name: undefined }).name);
tr(56, () => new DOMException('x', null).name);
// dispatch order
{
  const t = new EventTarget(),
    log = [];
  const b = () => {
    log.push('b');
  };
  t.addEventListener(
    'x',
    () => {
      log.push('a');
      t.removeEventListener('x', b);
      t.addEventListener('x', () => log.push('d'));
    },
    { once: true },
  );
  t.addEventListener('x', b);
  t.addEventListener('x', () => log.push('c'));
  t.addEventListener('x', {
    handleEvent(e) {
      log.push('h', this !== t, e.type);
    },
  });
  t.addEventListener('x', b, true);
  t.addEventListener('x', b, { capture: true });
  t.dispatchEvent(new Event('x'));
  log.push('|');
  t.dispatchEvent(new Event('x'));
  show(log.join());
}
{
  const t = new EventTarget();
  t.addEventListener(
    'y',
    (e) => {
      e.preventDefault();
    },
    { passive: true },
  );
  show(t.dispatchEvent(new Event('y', { cancelable: true })));
  t.addEventListener('y', (e) => {
    e.preventDefault();
    e.stopImmediatePropagation();
  });
  t.addEventListener('y', () => show('no'));
  show(t.dispatchEvent(new Event('y', { cancelable: true })));
  t.addEventListener('z', () => {
    throw new Error('thrown');
  });
  t.addEventListener('z', async () => {
    throw new Error('rej');
  });
  t.dispatchEvent(new Event('z'));
  for (let i = 0; i < 12; i++) t.addEventListener('w', () => {});
  show(EE.getEventListeners(t, 'w').length, EE.getMaxListeners(t), EE.listenerCount(t, 'w'));
  EE.setMaxListeners(1, t);
  t.addEventListener('w', () => {});
  show(EE.getMaxListeners(t));
}
{
  const a = new AbortController(),
    b = new AbortController();
  const any = AbortSignal.any([a.signal, b.signal]);
  const any2 = AbortSignal.any([any, AbortSignal.timeout(1e6)]);
  const log = [];
  any.onabort = (e) => log.push('any', e.isTrusted, e.target === any);
  any2.addEventListener('abort', () => log.push('any2', any.aborted));
  a.signal.addEventListener('abort', () => log.push('a', any2.aborted));
  a.abort('why');
  a.abort('2');
  show(log.join(), any2.reason, any.reason, b.signal.aborted, AbortSignal.any([b.signal, a.signal]).reason);
}
AbortSignal.timeout(250).addEventListener('abort', (e) => {
  show('TO', e.target.reason.name, e.target.reason.message, e.target.reason.code);
});
setTimeout(() => {}, 400);
EE.addAbortListener(AbortSignal.abort(), () => show('aal'));
{
  const ac = new AbortController();
  ac.signal.addEventListener('abort', (e) => e.stopImmediatePropagation());
  EE.addAbortListener(ac.signal, () => show('resist'));
  ac.signal.addEventListener('abort', (e) => show('not'));
  ac.abort();
  const t = new EventTarget(),
    c = new AbortController();
  t.addEventListener('q', () => show('q'), { signal: c.signal });
  t.dispatchEvent(new Event('q'));
  c.abort();
  t.dispatchEvent(new Event('q'));
  t.addEventListener('q', () => show('q'), { signal: c.signal });
  t.dispatchEvent(new Event('q'));
}
