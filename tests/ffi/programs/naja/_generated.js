'use strict';
// The functions of generated.py: process.argv[2] is the library, argv[3] what is in it.
const assert = require('assert');
const { native, T, callback } = require('./_common.js');
const library = native.open(process.argv[2]);
const make = (name, result, parameters) =>
  native.function(library, native.symbol(library, name), name, result, parameters);
const output = make('output', T.pointer, []);
const said = () => native.text(output()).split(' ').slice(1);
const shown = (type, value) => (type[0] === 'f' ? Number(value) : String(value));

require(process.argv[3]).forEach(([parameters, result, values, returned], number) => {
  const types = parameters.map((name) => T[name]);
  const label = `${number}: ${parameters} -> ${result}`;
  const f = make(`f${number}`, T[result], types);
  const call = new Function('f', 'v', `return () => f(${values.map((_, i) => `v[${i}]`)})`)(f, values);
  %PrepareFunctionForOptimization(call);
  for (let round = 0; round < 3; round++) {
    assert.deepStrictEqual(call(), returned, label);
    assert.deepStrictEqual(
      said().map((text, i) => shown(parameters[i], text)),
      values.map((value, i) => shown(parameters[i], value)),
      label,
    );
    if (round === 1) %OptimizeFunctionOnNextCall(call);
  }
  let seen;
  const back = callback((...given) => ((seen = given), returned), T[result], types);
  make(`c${number}`, T.void, [T.pointer])(back.address);
  assert.deepStrictEqual(seen, values, label);
  assert.deepStrictEqual(shown(result, said()[0]), shown(result, returned), label);
  back.close();
});
console.log('good');
