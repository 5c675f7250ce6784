'use strict';

/** Bun.inspect.table. */

const { getStringWidth } = require('ext/console/width');
const types = require('ext/base/types');

/** A cell: strings without quotes. */
function cell(value) {
  return typeof value === 'string'
    ? value
    : require('bun/inspect').inspect(value, { compact: true, depth: 1 });
}

/** [index, row] of what is shown, and the title of the indexes. */
function rowsOf(data) {
  if (types.isMap(data)) return [...data].map(([key, value], i) => [i, { Key: key, Values: value }]);
  if (types.isSet(data)) return [...data].map((value, i) => [i, value]);
  return Object.keys(data).map((key) => [key, data[key]]);
}

/**
 * @param {object} data rows
 * @param {string[]} [columns] which of them
 * @returns {string}
 */
function table(data, columns) {
  if (typeof data !== 'object' || data === null) return `${cell(data)}\n`;
  const rows = rowsOf(data);
  const isRow = (value) => typeof value === 'object' && value !== null;
  const names = Array.isArray(columns)
    ? columns.map(String)
    : [...new Set(rows.flatMap(([, row]) => (isRow(row) ? Object.keys(row) : [])))];
  const hasValues = rows.some(([, row]) => !isRow(row));
  const head = ['', ...names, ...(hasValues ? ['Values'] : [])];
  const body = rows.map(([index, row]) => [
    String(index),
    ...names.map((name) => (isRow(row) && name in row ? cell(row[name]) : '')),
    ...(hasValues ? [isRow(row) ? '' : cell(row)] : []),
  ]);
  const widths = head.map(
    (title, i) => Math.max(getStringWidth(title) || 1, ...body.map((row) => getStringWidth(row[i]))) + 2,
  );
  const line = (cells) =>
    `│${cells.map((text, i) => ` ${text}${' '.repeat(widths[i] - getStringWidth(text) - 1)}`).join('│')}│`;
  const bar = (left, middle, right) =>
    `${left}${widths.map((width) => '─'.repeat(width)).join(middle)}${right}`;
  return `${[bar('┌', '┬', '┐'), line(head), bar('├', '┼', '┤'), ...body.map(line), bar('└', '┴', '┘')].join('\n')}\n`;
}

module.exports = { table };
