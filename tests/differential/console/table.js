'use strict';

// console.table.

class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
}
const tables = [
  [
    [
      { a: 1, b: 'x' },
      { a: 2, c: true },
    ],
  ],
  [
    [
      [1, 2],
      [3, 4],
    ],
  ],
  [[1, '漢字', { x: 1 }]],
  [
    new Map([
      ['a', 1],
      ['b', { x: 1 }],
    ]),
  ],
  [new Set([1, 'two'])],
  [5],
  ['text'],
  [null],
  [undefined],
  [[{ a: 1, b: 2 }], ['b']],
  [[]],
  [{}],
  [{ row: { column: 1 }, other: 5 }],
  [new Map([[1, 2]]).entries()],
  [new Map([[1, 2]]).keys()],
  [new Set([1]).values()],
  [new Set([1]).entries()],
  [[{ a: { b: { c: 1 } } }, { a: [1, 2, 3, 4, 5] }]],
  [[{ a: { x: 1, y: 2, z: 3 } }]],
  [[null, undefined, () => 1, Symbol('s'), 1n]],
  [[{ a: 1 }], ['a', 'missing']],
  [[1], ['a']],
  [[new Point(1, 2), new Point(3, 4)]],
  [[{ 10: 'ten', 9: 'nine', z: 'z', a: 'a' }]],
  [{ a: [1, 2], b: [3] }],
  [[{ wide: 'x'.repeat(40) }, { wide: '\x1b[31mred\x1b[39m' }]],
  [[{ name: '👨‍👩‍👧', é: 'é' }]],
  [new Map([[{ k: 1 }, { v: 1 }]])],
  [Object.create({ inherited: 1 })],
  [[['nested', ['deep', ['deeper']]]]],
  [new Uint8Array(3)],
  [
    [
      {
        get a() {
          return 1;
        },
      },
    ],
  ],
];
for (const args of tables) console.table(...args);
for (const properties of [5, 'x', {}, null]) {
  try {
    console.table([{ a: 1 }], properties);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
console.group();
console.table([{ a: 1 }]);
