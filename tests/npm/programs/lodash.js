'use strict';
const _ = require('lodash');

const people = _.times(50, (i) => ({
  id: i,
  name: `name ${i % 7}`,
  tags: _.range(i % 4),
  address: { city: `c${i % 3}` },
}));
console.log(_.mapValues(_.groupBy(people, 'address.city'), (group) => _.sumBy(group, 'id')));
console.log(
  _.chain(people)
    .filter((p) => p.tags.length > 1)
    .orderBy(['name', 'id'], ['asc', 'desc'])
    .map('id')
    .take(10)
    .value(),
);
const deep = _.cloneDeep({
  a: new Map([[1, { b: new Date(0) }]]),
  r: /x/gi,
  t: new Float64Array([1, 2]),
  s: new Set([1]),
});
console.log(deep, _.isEqual(deep, _.cloneDeep(deep)));
console.log(_.template('<% items.forEach(i => { %><li><%- i %></li><% }) %>')({ items: ['a', '<b>'] }));
console.log(
  _.merge({ a: [{ b: 1 }] }, { a: [{ c: 2 }, 3] }),
  _.camelCase('Foo bar--baz'),
  _.kebabCase('fooBarBaz'),
);
console.log(
  _.set({}, 'a[0].b.c', 4),
  _.uniqWith([{ x: 1 }, { x: 1 }], _.isEqual),
  _.words('fred, barney & pebbles'),
);
const debounced = _.debounce((x) => console.log('debounced', x), 5);
debounced(1);
debounced(2);
console.log(_.memoize((n) => n * 2)(4), _.curry((a, b, c) => a + b + c)(1)(2)(3), _.VERSION);
