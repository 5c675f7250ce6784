'use strict';

/** Functions, classes and boxed primitives as `util.inspect` shows them. */

const types = require('ext/base/types');
const { formatPrimitive } = require('ext/console/inspect_text');
const { stylizeNoColor } = require('ext/console/inspect_styles');
const { formatValue } = require('ext/console/inspect_value');

const comments = /(\/\/.*?\n)|(\/\*(.|\n)*?\*\/)/g;
const classHead = /^(\s+[^(]*?)\s*{/;

function isClass(source) {
  if (!source.startsWith('class') || !source.endsWith('}')) return false;
  const rest = source.slice(5, -1);
  const brace = rest.indexOf('{');
  if (brace === -1) return false;
  return !rest.slice(0, brace).includes('(') || classHead.test(rest.replace(comments, ''));
}

function classBase(value, constructor, tag) {
  const name = (Object.hasOwn(value, 'name') && value.name) || '(anonymous)';
  let base = `class ${name}`;
  if (constructor !== 'Function' && constructor !== null) base += ` [${constructor}]`;
  if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
  if (constructor !== null) {
    const superName = Object.getPrototypeOf(value).name;
    if (superName) base += ` extends ${superName}`;
  } else {
    base += ' extends [null prototype]';
  }
  return `[${base}]`;
}

/** `[Function: name]`, `[class A extends B]`, `[AsyncGeneratorFunction (anonymous)]` ... */
function getFunctionBase(ctx, value, constructor, tag) {
  const source = Function.prototype.toString.call(value);
  if (isClass(source)) return classBase(value, constructor, tag);
  let type = 'Function';
  if (types.isGeneratorFunction(value)) type = `Generator${type}`;
  if (types.isAsyncFunction(value)) type = `Async${type}`;
  let base = `[${type}`;
  if (constructor === null) base += ' (null prototype)';
  const { name } = value;
  if (name === '') base += ' (anonymous)';
  else base += `: ${typeof name === 'string' ? name : formatValue(ctx, name, 0)}`;
  base += ']';
  if (constructor !== type && constructor !== null) base += ` ${constructor}`;
  if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
  return base;
}

function boxed(value) {
  if (types.isNumberObject(value)) return ['Number', Number.prototype.valueOf];
  if (types.isStringObject(value)) return ['String', String.prototype.valueOf];
  if (types.isBooleanObject(value)) return ['Boolean', Boolean.prototype.valueOf];
  if (types.isBigIntObject(value)) return ['BigInt', BigInt.prototype.valueOf];
  return ['Symbol', Symbol.prototype.valueOf];
}

/** `[Number: 3]`; a String object's characters are removed from `keys`. */
function getBoxedBase(value, ctx, keys, constructor, tag) {
  const [type, valueOf] = boxed(value);
  const primitive = valueOf.call(value);
  if (type === 'String') keys.splice(0, primitive.length);
  let base = `[${type}`;
  if (type !== constructor) base += constructor === null ? ' (null prototype)' : ` (${constructor})`;
  base += `: ${formatPrimitive(stylizeNoColor, primitive, ctx)}]`;
  if (tag !== '' && tag !== constructor) base += ` [${tag}]`;
  if (keys.length !== 0 || ctx.stylize === stylizeNoColor) return base;
  return ctx.stylize(base, type.toLowerCase());
}

module.exports = { getBoxedBase, getFunctionBase };
