'use strict';

// For programs that try thousands of calls: what each group gave is printed as a digest. SHOW=group prints the calls of
// one group instead, to see where two runtimes part.

let state = 1;

/** Starts the numbers anew. */
function seed(value) {
  state = value;
}

/** A number below `limit`, the same ones on every run. */
function random(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return limit ? (state >>> 0) % limit : 0;
}

const pick = (list) => list[random(list.length)];

/** Up to `count` pieces of a list, joined. */
function text(pieces, count) {
  let made = '';
  for (let i = random(count); i >= 0; i--) made += pick(pieces);
  return made;
}

const groups = new Map();

function show(value) {
  if (typeof value === 'string') return JSON.stringify(value);
  if (ArrayBuffer.isView(value))
    return `<${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}>`;
  if (Array.isArray(value)) return `[${value.map(show)}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.keys(value).map((key) => `${key}:${show(value[key])}`)}}`;
  }
  return Object.is(value, -0) ? '-0' : `${String(value)}${typeof value === 'bigint' ? 'n' : ''}`;
}

/** Notes what a call gives, or how it fails. */
function record(group, label, call) {
  let result;
  try {
    result = show(call());
  } catch (error) {
    result = `${error.name} ${error.code}: ${error.message}`;
  }
  if (process.env.SHOW === group) console.log(`${label} -> ${result}`);
  let entry = groups.get(group);
  if (entry === undefined) groups.set(group, (entry = { count: 0, digest: 0 }));
  entry.count++;
  for (let i = 0; i < result.length; i++)
    entry.digest = (Math.imul(entry.digest, 31) + result.charCodeAt(i)) | 0;
}

/** Prints the digests. */
function report() {
  for (const [group, { count, digest }] of groups) console.log(group, count, (digest >>> 0).toString(16));
}

module.exports = { pick, random, record, report, seed, show, text };
