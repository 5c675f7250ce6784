'use strict';

/** Versions and ranges of npm (https://github.com/npm/node-semver#ranges describes them). */

const PART = '0|[1-9]\\d*|x|X|\\*';
const TAIL = '(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?';
const VERSION = new RegExp(`^[v=\\s]*(\\d+)\\.(\\d+)\\.(\\d+)${TAIL}\\s*$`);
const PARTIAL = new RegExp(`^[v=\\s]*(${PART})(?:\\.(${PART})(?:\\.(${PART})${TAIL})?)?$`);
const COMPARATOR = /^(<=|>=|<|>|=|\^|~>|~)?\s*(.*)$/;

/** @returns {{numbers: number[], pre: string[]} | undefined} */
function parse(text) {
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  return { numbers: match.slice(1, 4).map(Number), pre: match[4]?.split('.') ?? [] };
}

function comparePre(a, b) {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (let i = 0; ; i++) {
    if (a[i] === undefined || b[i] === undefined) {
      return a[i] === b[i] ? 0 : a[i] === undefined ? -1 : 1;
    }
    if (a[i] === b[i]) continue;
    const [x, y] = [/^\d+$/.test(a[i]), /^\d+$/.test(b[i])];
    if (x && y) return Math.sign(Number(a[i]) - Number(b[i]));
    if (x !== y) return x ? -1 : 1;
    return a[i] < b[i] ? -1 : 1;
  }
}

function compare(a, b) {
  for (let i = 0; i < 3; i++) {
    if (a.numbers[i] !== b.numbers[i]) return a.numbers[i] < b.numbers[i] ? -1 : 1;
  }
  return comparePre(a.pre, b.pre);
}

const isAny = (part) => part === undefined || /^[xX*]$/.test(part);
const at = (numbers, pre = []) => ({ numbers, pre });
/** Below every release of these numbers: `-0`. */
const below = (numbers) => at(numbers, ['0']);

/** The version after all that begin with these parts. */
function after(parts) {
  if (parts.length === 1) return below([parts[0] + 1, 0, 0]);
  if (parts.length === 2) return below([parts[0], parts[1] + 1, 0]);
  return below([parts[0], parts[1], parts[2] + 1]);
}

/** The bounds that an operator and a version, whole or not, stand for; undefined where it is no version. */
function bounds(operator, text) {
  if (text === '' || isAny(text))
    return operator === '<' || operator === '>' ? [['<', below([0, 0, 0])]] : [];
  const match = PARTIAL.exec(text);
  if (match === null) return undefined;
  const given = match.slice(1, 4);
  const length = given.findIndex(isAny) === -1 ? 3 : given.findIndex(isAny);
  if (length === 0) return [];
  const known = given.slice(0, length).map(Number);
  const pre = length === 3 ? (match[4]?.split('.') ?? []) : [];
  const from = at([...known, 0, 0].slice(0, 3), pre);
  switch (operator) {
    case '>':
      return length === 3 ? [['>', from]] : [['>=', at(after(known).numbers)]];
    case '>=':
      return [['>=', from]];
    case '<':
      return [['<', length === 3 ? from : below(from.numbers)]];
    case '<=':
      return length === 3 ? [['<=', from]] : [['<', after(known)]];
    case '~':
    case '~>':
      return [
        ['>=', from],
        ['<', after(known.slice(0, 2))],
      ];
    case '^': {
      const first = known.findIndex((part) => part !== 0);
      const fixed = first === -1 ? known : known.slice(0, first + 1);
      return [
        ['>=', from],
        ['<', after(fixed)],
      ];
    }
    default:
      return length === 3
        ? [['=', from]]
        : [
            ['>=', from],
            ['<', after(known)],
          ];
  }
}

const HOLDS = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '=': (order) => order === 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** All comparators that must hold together; undefined for what is no range. */
function comparators(text) {
  const hyphen = /^\s*(\S+)\s+-\s+(\S+)\s*$/.exec(text);
  if (hyphen !== null) {
    const [low, high] = [bounds('>=', hyphen[1]), bounds('<=', hyphen[2])];
    return low && high ? [...low, ...high] : undefined;
  }
  const found = [];
  const words = text
    .trim()
    .replace(/(<=|>=|<|>|=|\^|~>|~)\s+/g, '$1')
    .split(/[\s,]+/);
  for (const word of words) {
    const [, operator, version] = COMPARATOR.exec(word);
    const part = bounds(operator, version);
    if (part === undefined) return undefined;
    found.push(...part);
  }
  return found;
}

/** Whether a version before a release may be taken: only next to one that the range names. */
function allowsPre(version, list) {
  if (version.pre.length === 0) return true;
  return list.some(
    ([operator, bound]) =>
      bound.pre.length > 0 &&
      !(operator === '<' && bound.pre.length === 1 && bound.pre[0] === '0') &&
      bound.numbers.every((number, i) => number === version.numbers[i]),
  );
}

/**
 * Whether a version lies in a range.
 * @param {string} version
 * @param {string} range
 */
function satisfies(version, range) {
  const parsed = parse(String(version));
  if (parsed === undefined) return false;
  return String(range)
    .split('||')
    .some((part) => {
      const list = comparators(part);
      if (list === undefined) return false;
      return (
        list.every(([operator, bound]) => HOLDS[operator](compare(parsed, bound))) && allowsPre(parsed, list)
      );
    });
}

/** @returns {-1 | 0 | 1} which of two versions is the older one */
function order(a, b) {
  const [x, y] = [a, b].map((text) => parse(String(text)));
  if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? 1 : -1;
  return compare(x, y);
}

module.exports = { order, satisfies };
