// JSON texts with long strings, posted and read with json(): the same as JSON.parse gives? SEED COUNT
import { deepStrictEqual } from 'node:assert';
import { request as post } from 'node:http';
import { text as readText } from 'node:stream/consumers';

let state = Number(process.argv[2]) >>> 0;
const count = Number(process.argv[3]);

function random(n) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
}
const pick = (list) => list[random(list.length)];

const LENGTHS = [1, 100, 8191, 12288, 16383, 16384, 16385, 20000, 24577, 40000, 65536, 70001];
const INSIDE = [
  'x',
  'x',
  'x',
  'x',
  'x',
  'x',
  'x',
  'x',
  'ab,c:',
  ' ',
  '[1,2],',
  '\\"',
  '\\\\',
  '\\n',
  '\\u0041',
  '\x7f#A',
  '{}',
  "'",
];

function longString() {
  const unit = pick(INSIDE);
  const length = pick(LENGTHS);
  let text = unit.repeat(Math.ceil(length / unit.length));
  if (random(3) === 0) text = 'y'.repeat(random(3) * 9000) + text;
  if (random(8) === 0) text += pick(INSIDE) + 'z'.repeat(pick(LENGTHS));
  return `"${text}"`;
}

// Whether there is much beside the long strings
let wide = false;
const space = () => (random(4) === 0 ? pick([' ', '\n', '\t\r ', ' '.repeat(wide ? 9000 : 20)]) : '');
const KEYS = [
  '"a"',
  '"a"',
  '"b"',
  '"b"',
  '"__proto__"',
  '"0"',
  '"\\u0061"',
  '"key \\" "',
  '""',
  '"toString"',
];

function value(depth) {
  switch (random(depth > 4 ? 5 : 9)) {
    case 0:
    case 1:
    case 2:
      return longString();
    case 3:
      return pick(['1', '-2.5e3', 'true', 'null', '"short"', '"\\u00e9"', '"\x7f#A"', '"\x7f#"', '[]', '{}']);
    case 4:
      return `[${Array.from({ length: random(3) * (wide ? 9000 : 9) }, (_, i) => i % 7).join(',')}]`;
    case 5:
    case 6:
      return `[${space()}${members(depth, () => value(depth + 1))}${space()}]`;
    default:
      return `{${space()}${members(depth, member(depth))}${space()}}`;
  }
}

function member(depth) {
  return () => {
    const key = random(30) === 0 ? longString() : pick(KEYS);
    return `${key}${space()}:${space()}${value(depth + 1)}`;
  };
}

function members(depth, make) {
  return Array.from({ length: random(5) }, make).join(`${space()},${space()}`);
}

/** A text, or one with a mistake. */
function document() {
  wide = random(4) === 0;
  let text = value(0);
  if (text.length < 65536) text = `{"first":"${'w'.repeat(65536)}","then":${space()}${text}}`;
  if (random(4) > 0) return text;
  const at =
    random(2) === 0
      ? random(text.length)
      : pick([0, text.length - 1, text.indexOf('"', random(text.length))]);
  const wrong = pick(['', '"', '\\', '\n', '\0', ',', '}', ']', '#', '\x7f#A', '":"', '","']);
  return text.slice(0, Math.max(at, 0)) + wrong + text.slice(at + random(2));
}

function outcome(parse) {
  try {
    return { value: parse() };
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

let expected;
let reading;
let good = 0;
let long = 0;
const server = Bun.serve({
  port: 0,
  async fetch(request) {
    let found;
    try {
      const promise = request.json();
      reading();
      found = { value: await promise };
    } catch (error) {
      found = { error: `${error.name}: ${error.message}` };
    }
    deepStrictEqual(found, expected);
    if ('value' in found) {
      good++;
      const text = JSON.stringify(found.value);
      if (text !== JSON.stringify(expected.value)) throw new Error('other names, or another order');
      if (/[^"\\]{16384}/.test(text)) long++;
    }
    return new Response('same');
  },
  error(error) {
    return new Response(String(error.message).slice(0, 300));
  },
});

for (let i = 0; i < count; i++) {
  const text = document();
  expected = outcome(() => JSON.parse(text));
  // The body comes when it is waited for: then it is put together where it stays.
  const waited = new Promise((resolve) => {
    reading = resolve;
  });
  const headers = { 'Content-Length': text.length };
  const sent = post(server.url, { method: 'POST', headers });
  sent.flushHeaders();
  await waited;
  sent.write(text.slice(0, 9));
  setTimeout(() => sent.end(text.slice(9)), 1);
  const said = await new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => resolve(readText(response)));
  });
  if (said !== 'same') {
    console.log(`case ${i}, ${text.length} characters: ${said}`);
    process.exit(1);
  }
}
console.log(JSON.stringify([good, long]));
server.stop(true);
