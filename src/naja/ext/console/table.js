'use strict';

/** `console.table`: rows and columns of what a value holds, and the lines around them. */

const types = require('ext/base/types');
const { inspect } = require('ext/console/inspect');
const { getStringWidth } = require('ext/console/width');
const native = binding('util');

const kKey = 'Key';
const kValues = 'Values';
const kIndex = '(index)';
const kIteration = '(iteration index)';

/* ---------------------------------------------------------------- drawing */

const padded = (text, width) => ` ${text}${' '.repeat(width - getStringWidth(text) - 1)}`;

/** A table of text: `head` above `columns`. */
function draw(head, columns) {
  const height = Math.max(0, ...columns.map((column) => column.length));
  const widths = head.map((title, i) => {
    let width = getStringWidth(title);
    for (const cell of columns[i]) if (cell !== undefined) width = Math.max(width, getStringWidth(cell));
    return width + 2;
  });
  const bars = widths.map((width) => '─'.repeat(width));
  const row = (cells) => `│${widths.map((width, i) => padded(cells[i] ?? '', width)).join('│')}│`;
  const lines = [`┌${bars.join('┬')}┐`, row(head), `├${bars.join('┼')}┤`];
  for (let y = 0; y < height; y++) lines.push(row(columns.map((column) => column[y])));
  lines.push(`└${bars.join('┴')}┘`);
  return lines.join('\n');
}

/* ---------------------------------------------------------------- reading */

/**
 * @param {object} data
 * @param {string[] | undefined} properties columns to show
 * @param {object} options for `inspect`
 * @returns {string}
 */
function formatTable(data, properties, options) {
  const show = (value) => {
    const isRecord =
      value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2;
    return inspect(value, {
      maxArrayLength: 3,
      breakLength: Infinity,
      ...options,
      depth: isRecord ? -1 : 0,
    });
  };
  const numbers = (length) => Array.from({ length }, (_, i) => show(i));

  if (types.isMap(data)) return drawEntries([...data.entries()], show, numbers);
  if (types.isMapIterator(data)) {
    const [entries, isKeyValue] = native.previewEntries(data);
    if (isKeyValue) {
      const pairs = [];
      for (let i = 0; i < entries.length; i += 2) pairs.push([entries[i], entries[i + 1]]);
      return drawEntries(pairs, show, numbers);
    }
    return drawValues(entries, show, numbers);
  }
  if (types.isSetIterator(data)) return drawValues(native.previewEntries(data)[0], show, numbers);
  if (types.isSet(data)) return drawValues([...data], show, numbers);
  return drawRecords(data, properties, show);
}

function drawEntries(pairs, show, numbers) {
  const keys = pairs.map(([key]) => show(key));
  const values = pairs.map(([, value]) => show(value));
  return draw([kIteration, kKey, kValues], [numbers(pairs.length), keys, values]);
}

function drawValues(values, show, numbers) {
  const shown = values.map(show);
  return draw([kIteration, kValues], [numbers(shown.length), shown]);
}

function drawRecords(data, properties, show) {
  const columns = new Map();
  const plain = [];
  let hasPlain = false;
  const rows = Object.keys(data);
  rows.forEach((rowKey, y) => {
    const item = data[rowKey];
    const isPrimitive = item === null || (typeof item !== 'function' && typeof item !== 'object');
    if (properties === undefined && isPrimitive) {
      hasPlain = true;
      plain[y] = show(item);
      return;
    }
    for (const key of properties ?? Object.keys(item)) {
      let column = columns.get(key);
      if (column === undefined) columns.set(key, (column = []));
      column[y] = isPrimitive || !Object.hasOwn(item, key) ? '' : show(item[key]);
    }
  });
  // Columns in the order that an object would give its keys: numbers first.
  const order = Object.keys(Object.fromEntries([...columns.keys()].map((key) => [key, 0])));
  const head = [kIndex, ...order];
  const cells = [rows, ...order.map((key) => fill(columns.get(key)))];
  if (hasPlain) {
    head.push(kValues);
    cells.push(fill(plain));
  }
  return draw(head, cells);
}

/** Holes of a sparse array become undefined, so that they can be walked. */
function fill(column) {
  return Array.from(column);
}

module.exports = { formatTable };
