'use strict';

// The tokens of URL patterns: https://urlpattern.spec.whatwg.org/#tokenizing

const NAME_START = /[$_\p{ID_Start}]/u;
const NAME_PART = /[$_\u200c\u200d\p{ID_Continue}]/u;
const SINGLE = {
  __proto__: null,
  '*': 'asterisk',
  '+': 'modifier',
  '?': 'modifier',
  '{': 'open',
  '}': 'close',
};

function isNameCharacter(character, first) {
  return (first ? NAME_START : NAME_PART).test(character);
}

function isAscii(character) {
  return character <= '\x7f';
}

/**
 * Where the regular expression ends whose '(' is in front of `start`.
 * @param {string[]} characters
 * @param {number} start
 * @returns {number} behind its ')'; -1 where it is wrong: not closed, empty, not ASCII, or with capturing
 * groups
 */
function regexpEnd(characters, start) {
  let depth = 1;
  for (let i = start; i < characters.length; i++) {
    const character = characters[i];
    if (!isAscii(character) || (i === start && character === '?')) return -1;
    if (character === '\\') {
      i++;
      if (i === characters.length || !isAscii(characters[i])) return -1;
    } else if (character === ')') {
      if (--depth === 0) return i === start ? -1 : i + 1;
    } else if (character === '(') {
      depth++;
      if (characters[i + 1] !== '?') return -1;
    }
  }
  return -1;
}

/**
 * @param {string} input
 * @param {boolean} lenient whether what is wrong becomes a token 'invalid'
 * @returns {Array<{type: string, index: number, value: string}>} `index` in UTF-16 units; the last is of
 * type 'end'
 * @throws {TypeError} where it is wrong and not lenient
 */
function tokenize(input, lenient) {
  const characters = Array.from(input);
  const tokens = [];
  let offset = 0; // of the current character, in units
  let i = 0;
  const add = (type, next, value) => {
    tokens.push({ type, index: offset, value });
    for (; i < next; i++) offset += characters[i].length;
  };
  const fail = (next) => {
    if (!lenient) throw new TypeError('Invalid URL pattern');
    add('invalid', next, characters.slice(i, next).join(''));
  };
  while (i < characters.length) {
    const character = characters[i];
    if (SINGLE[character] !== undefined) {
      add(SINGLE[character], i + 1, character);
    } else if (character === '\\') {
      if (i === characters.length - 1) fail(i + 1);
      else add('escaped', i + 2, characters[i + 1]);
    } else if (character === ':') {
      let end = i + 1;
      while (end < characters.length && isNameCharacter(characters[end], end === i + 1)) end++;
      if (end === i + 1) fail(i + 1);
      else add('name', end, characters.slice(i + 1, end).join(''));
    } else if (character === '(') {
      const end = regexpEnd(characters, i + 1);
      if (end === -1) fail(i + 1);
      else add('regexp', end, characters.slice(i + 1, end - 1).join(''));
    } else {
      add('char', i + 1, character);
    }
  }
  tokens.push({ type: 'end', index: offset, value: '' });
  return tokens;
}

module.exports = { isNameCharacter, tokenize };
