'use strict';
// node-expat: an addon of nan; expat's events call JavaScript from within the parser, which may call it again.
const expat = require(process.env.COMPILED ?? 'node-expat');
const { Readable } = require('node:stream');

const show = (label, value) => console.log(label, value);
const NAMES = [
  'xmlDecl',
  'entityDecl',
  'startElement',
  'endElement',
  'text',
  'processingInstruction',
  'comment',
  'startCdata',
  'endCdata',
  'error',
  'end',
  'close',
];
function record(parser) {
  const events = [];
  for (const name of NAMES) parser.on(name, (...args) => events.push([name, ...args]));
  return events;
}
const xml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<!DOCTYPE r [<!ENTITY greet "hello &amp; κόσμε"><!ENTITY % p "x">]>
<r a="1" b="two &lt; 3" xmlns:x="urn:x"><!-- a comment --><?target some data?><x:e>&greet; 😀</x:e><![CDATA[<raw> & ]]><empty/></r>`;

const whole = new expat.Parser('UTF-8');
const events = record(whole);
show('parsed', [whole.parse(xml, true), whole.getError()]);
for (const event of events) show('event', event);

for (const size of [1, 7, 64]) {
  const parser = new expat.Parser();
  const seen = record(parser);
  const bytes = Buffer.from(xml);
  for (let i = 0; i < bytes.length; i += size) parser.write(bytes.subarray(i, i + size));
  parser.end();
  const text = seen
    .filter(([name]) => name === 'text')
    .map(([, part]) => part)
    .join('');
  show(`in pieces of ${size}`, [seen.filter(([name]) => name !== 'text').length, text]);
}

for (const bad of [
  '<a><b></a>',
  '<a',
  'text',
  '<a>&nothing;</a>',
  '<a b=c/>',
  '<a/><a/>',
  '\u0000',
  '<?xml version="1.0" encoding="nonsense"?><a/>',
])
  try {
    const parser = new expat.Parser('UTF-8');
    record(parser);
    show(JSON.stringify(bad), [
      parser.parse(bad, true),
      parser.getError(),
      parser.getCurrentLineNumber(),
      parser.getCurrentColumnNumber(),
      parser.getCurrentByteIndex(),
    ]);
  } catch (error) {
    show(JSON.stringify(bad), [error.name, error.message]);
  }

const latin = new expat.Parser('iso-8859-1');
const words = record(latin);
latin.parse(Buffer.from('<a>\xe9t\xe9</a>', 'latin1'), true);
show('latin1', words);
const unknown = new expat.Parser();
unknown.on('unknownEncoding', (name) => {
  show('asked for', name);
  const map = Array.from({ length: 256 }, (_, i) => i);
  map[165] = 0x104;
  unknown.setUnknownEncoding(map);
});
const special = record(unknown);
show('Windows-1250', [
  unknown.parse(Buffer.from('<?xml version="1.0" encoding="Windows-1250"?><a>\xa5</a>', 'latin1'), true),
  special.at(-2),
]);

const paused = new expat.Parser('UTF-8');
const order = [];
paused.on('startElement', (name) => {
  order.push(name);
  if (name === 'b') paused.stop();
});
show('stopped', [paused.parse('<a><b/><c/></a>', true), order.join()]);
show('resumed', [paused.resume(), order.join()]);
paused.reset();
show('reset', [paused.parse('<d/>', true), order.join()]);

for (const wrong of [undefined, 5, {}, null])
  try {
    show('accepted', new expat.Parser().parse(wrong));
  } catch (error) {
    show('wrong type', [error.name, error.message]);
  }
try {
  const parser = new expat.Parser('UTF-8');
  parser.on('startElement', () => {
    throw new RangeError('from a listener');
  });
  show('thrown', parser.parse('<a/>', true));
} catch (error) {
  show('thrown', [error.name, error.message]);
}

const big = `<list>${Array.from({ length: 20000 }, (_, i) => `<item id="${i}">value ${i}</item>`).join('')}</list>`;
const stream = expat.createParser();
let sum = 0;
stream.on('startElement', (name, { id }) => (sum += Number(id ?? 0)));
stream.on('end', () => show('streamed', sum));
Readable.from([big.slice(0, 300000), big.slice(300000)]).pipe(stream);
