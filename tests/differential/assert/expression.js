'use strict';

// assert.ok: the expression that was false, as it stands in the source.

const assert = require('assert');
const { ok } = assert;
const says = (fn) => {
  try {
    fn();
    console.log('passes');
  } catch (error) {
    console.log(error.code, JSON.stringify(error.message));
  }
};

says(() => assert(false));
says(() => assert.ok(0 === 1));
says(() => ok(null));
says(() => assert.strict(0));
says(() => assert.strict.ok('a' === 'b'));
says(() => assert(0));
says(() => assert.ok('a)b(' === `x${')'}` && /\)/.test('x')));
says(() =>
  assert.ok(
    (function () {
      return '}' === 1;
    })(),
    undefined,
  ),
);
says(() =>
  assert.ok(
    0 /* ) */ || '', // )
  ),
);
says(() => {
  assert.ok(false);
});
says(() => assert(0, undefined));
says(() => assert(0, null));
says(() => assert(0, 'message'));
says(() => assert(0, ''));
says(() => assert(0, 'text %s', 1));
says(() => assert(0, new RangeError('range')));
says(() => assert(0, () => 'from function'));
says(() => assert());
says(() => assert.ok());
says(() => [0].forEach((value) => assert.ok(value)));
says(() => {
  const list = [assert];
  list[0](null);
});
says(() => {
  assert['ok'](null);
});
says(() => {
  assert?.(0);
});
says(() => {
  const own = new assert.Assert();
  own.ok(0);
});
says(() => {
  const é = '漢字';
  assert.ok(é === '字');
});
says(() => {
  let a = 4;
  assert(a < 1 / 2 / 3);
});
says(() => {
  assert.ok.call(null, 0);
});
says(() => {
  assert(1);
});
