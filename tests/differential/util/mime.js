'use strict';

// util.MIMEType, MIMEParams.

const { MIMEParams, MIMEType } = require('util');
const { attempt } = require('./_print');

for (const Class of [MIMEType, MIMEParams]) {
  for (const key of Reflect.ownKeys(Class.prototype)) {
    const { enumerable, get, set, value } = Object.getOwnPropertyDescriptor(Class.prototype, key);
    console.log(Class.name, String(key), enumerable, Boolean(get), Boolean(set), value?.name, value?.length);
  }
}
for (const text of [
  'text/html',
  'TEXT/HTML;Charset=UTF-8',
  ' text/html ; a=b ;c="d e"; f ',
  'text',
  'text/',
  '/html',
  'te xt/html',
  'text/ht ml',
  'text/html;',
  'text/html;;a=1',
  'text/html;a=1;a=2',
  'text/html;a="1',
  'text/html;a="\\"x"y;b=2',
  'text/html;a=;b=1',
  'text/html;a="";b=1',
  'text/html;=x',
  'text/html; a=1 2',
  'text/html;a=é',
  'text/html;a=漢',
  'text/html;A="Q;R"',
  'text/html;a b=1',
  ' ',
  '',
  'text/html;a=b=c',
  'text/html;a="x\\',
  5,
]) {
  attempt(JSON.stringify(text), () => {
    const type = new MIMEType(text);
    return [
      String(type),
      type.type,
      type.subtype,
      type.essence,
      JSON.stringify([...type.params]),
      JSON.stringify(type),
    ].join(' | ');
  });
}
const type = new MIMEType('a/b;c=d');
for (const [label, change] of [
  ['type', () => (type.type = 'X Y')],
  ['empty type', () => (type.type = '')],
  ['subtype', () => (type.subtype = 'é')],
  ['type', () => (type.type = 'NEW')],
  ['subtype', () => (type.subtype = 'SUB')],
  ['name', () => type.params.set('x y', 'z')],
  ['no name', () => type.params.set('', 'z')],
  ['value', () => type.params.set('x', '漢')],
  ['set', () => type.params.set('Q', 'a b')],
  ['set', () => type.params.set('E', '')],
  ['get', () => type.params.get('zz')],
  ['has', () => type.params.has('C')],
  ['delete', () => type.params.delete('c')],
]) {
  attempt(label, () => [change(), String(type)]);
}
console.log(
  type,
  type.params,
  [...type.params.keys()],
  [...type.params.values()],
  String(new MIMEParams()),
  type.params.entries(),
);
