'use strict';

/**
 * Header fields as they came in. The parser gives them as one string, a block (see parser.pxi), from which `rawHeaders`
 * and `headers` are made when somebody looks at them.
 */

const { headerNames, findField } = binding('http');

const NAME_OTHER = 1;
const CODE_FIRST = 2;

// How a field that occurs more than once is treated
const kJoin = 0; // a, b
const kList = 1; // [a, b]
const kJoinCookies = 2; // a; b
const kFirst = 3; // the first one counts

const treatments = {
  __proto__: null,
  'set-cookie': kList,
  cookie: kJoinCookies,
};
const onlyOnce = (
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since ' +
  'last-modified location max-forwards proxy-authorization referer retry-after server user-agent'
).split(' ');
for (const name of onlyOnce) treatments[name] = kFirst;

/** @returns {number} how a field, named in lower case, is treated when it occurs more than once */
function treatmentOf(lower) {
  return treatments[lower] ?? kJoin;
}

// By code: the name as it was sent, in lower case, and its treatment
const rawNames = [];
const lowerNames = [];
const codeTreatments = [];
const codes = new Map();
for (let i = 0; i < headerNames.length; i++) {
  const lower = headerNames[i].toLowerCase();
  const code = CODE_FIRST + 2 * i;
  codes.set(lower, code);
  rawNames[code] = lower;
  rawNames[code + 1] = headerNames[i];
  lowerNames[code] = lowerNames[code + 1] = lower;
  codeTreatments[code] = codeTreatments[code + 1] = treatmentOf(lower);
}

function lengthAt(block, at) {
  return block.charCodeAt(at) | (block.charCodeAt(at + 1) << 8) | (block.charCodeAt(at + 2) << 16);
}

/** @returns {string[]} name, value, name, value ... */
function rawFields(block) {
  const list = [];
  let at = 0;
  while (at < block.length) {
    const code = block.charCodeAt(at++);
    if (code === NAME_OTHER) {
      const end = at + 3 + lengthAt(block, at);
      list.push(block.slice(at + 3, end));
      at = end;
    } else {
      list.push(rawNames[code]);
    }
    const end = at + 3 + lengthAt(block, at);
    list.push(block.slice(at + 3, end));
    at = end;
  }
  return list;
}

/** @returns {string|undefined} the first value of a field that the parser knows by number (`host`, say) */
function fieldOf(block, lower) {
  const first = codes.get(lower);
  let at = 0;
  while (at < block.length) {
    const code = block.charCodeAt(at++);
    if (code === NAME_OTHER) at += 3 + lengthAt(block, at);
    const end = at + 3 + lengthAt(block, at);
    if (code === first || code === first + 1) return block.slice(at + 3, end);
    at = end;
  }
  return undefined;
}

/**
 * The value of one field, without a look at the others.
 * @param {string} block
 * @param {string} lower its name in lower case
 * @returns {string|null|undefined} null if there is no such field, undefined if it occurs more than once
 */
function onlyField(block, lower) {
  const at = findField(block, lower);
  if (at === 0) return null;
  return at === -1 ? undefined : block.slice(at, at + lengthAt(block, at - 3));
}

function lengthText(text) {
  const { length } = text;
  return String.fromCharCode(length & 255, (length >> 8) & 255, (length >> 16) & 255);
}

/** The block of fields that no parser found. @param {string[]} list name in lower case, value, name, value ... */
function blockOf(list) {
  let block = '';
  for (let i = 0; i < list.length; i += 2) {
    const code = codes.get(list[i]) ?? NAME_OTHER;
    block += String.fromCharCode(code);
    if (code === NAME_OTHER) block += lengthText(list[i]) + list[i];
    block += lengthText(list[i + 1]) + list[i + 1];
  }
  return block;
}

/** Adds a field, named in lower case, to an object such as `req.headers`. */
function addField(headers, lower, treatment, value, joinDuplicates) {
  const existing = headers[lower];
  switch (treatment) {
    case kJoin:
      headers[lower] = typeof existing === 'string' ? `${existing}, ${value}` : value;
      break;
    case kJoinCookies:
      headers[lower] = typeof existing === 'string' ? `${existing}; ${value}` : value;
      break;
    case kList:
      if (existing !== undefined) existing.push(value);
      else headers[lower] = [value];
      break;
    default:
      if (existing === undefined) headers[lower] = value;
      else if (joinDuplicates) headers[lower] = `${existing}, ${value}`;
  }
}

/**
 * Fills an object such as `req.headers` from a block.
 * @param {object} headers
 * @param {string} block
 * @param {boolean} joinDuplicates join even those of which otherwise the first one counts
 */
function fillHeaders(headers, block, joinDuplicates) {
  let at = 0;
  while (at < block.length) {
    const code = block.charCodeAt(at++);
    let lower;
    let treatment;
    if (code === NAME_OTHER) {
      const end = at + 3 + lengthAt(block, at);
      lower = block.slice(at + 3, end).toLowerCase();
      treatment = treatmentOf(lower);
      at = end;
    } else {
      lower = lowerNames[code];
      treatment = codeTreatments[code];
    }
    const end = at + 3 + lengthAt(block, at);
    addField(headers, lower, treatment, block.slice(at + 3, end), joinDuplicates);
    at = end;
  }
}

/**
 * The values of a few fields, without a look at the others.
 * @param {string} block
 * @param {Object<string, *>} wanted names in lower case
 * @param {function(string, string)} found is given the name and a value
 */
function findFields(block, wanted, found) {
  let at = 0;
  while (at < block.length) {
    const code = block.charCodeAt(at++);
    let lower;
    if (code === NAME_OTHER) {
      const end = at + 3 + lengthAt(block, at);
      lower = block.slice(at + 3, end).toLowerCase();
      at = end;
    } else {
      lower = lowerNames[code];
    }
    const end = at + 3 + lengthAt(block, at);
    if (wanted[lower] !== undefined) found(lower, block.slice(at + 3, end));
    at = end;
  }
}

module.exports = { blockOf, fieldOf, onlyField, findFields, rawFields, fillHeaders, addField, treatmentOf };
