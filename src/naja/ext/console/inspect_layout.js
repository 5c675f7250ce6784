'use strict';

/** From shown parts to lines: one line where they fit, columns for long arrays, else a line for each. */

const { removeColors } = require('ext/base/util');

const widths = require.lazy('ext/console/width');

const plain = /^[\x20-\x7e]*$/;
const kObjectType = 0;
const kArrayType = 1;
const kArrayExtrasType = 2;

const lengthOf = (ctx, text) => (ctx.colors ? removeColors(text).length : text.length);

/* Most texts are ASCII: their width is their length. */
function getStringWidth(text, colors) {
  if (!colors && plain.test(text)) return text.length;
  return widths().getStringWidth(text, colors);
}

/** Arranges more than six array entries in columns of equal width, if that looks well. */
function groupArrayElements(ctx, output, value) {
  const hasMore = ctx.maxArrayLength < output.length; // the last entry then says how many more there are
  const count = hasMore ? output.length - 1 : output.length;
  const separatorSpace = 2;
  const widths = new Array(count);
  let total = 0;
  let longest = 0;
  for (let i = 0; i < count; i++) {
    const width = getStringWidth(output[i], ctx.colors);
    widths[i] = width;
    total += width + separatorSpace;
    if (width > longest) longest = width;
  }
  const cell = longest + separatorSpace;
  const fitsThree = cell * 3 + ctx.indentationLvl < ctx.breakLength;
  if (!fitsThree || (total / cell <= 5 && longest > 6)) return output;

  // Characters are about 2.5 times as high as wide; aim at a square, biased by how much the widths differ.
  const averageBias = Math.sqrt(cell - total / output.length);
  const biasedCell = Math.max(cell - 3 - averageBias, 1);
  const columns = Math.min(
    Math.round(Math.sqrt(2.5 * biasedCell * count) / biasedCell),
    Math.floor((ctx.breakLength - ctx.indentationLvl) / cell),
    ctx.compact * 4,
    15,
  );
  if (columns <= 1) return output;

  const lineWidths = [];
  for (let column = 0; column < columns; column++) {
    let width = 0;
    for (let i = column; i < count; i += columns) if (widths[i] > width) width = widths[i];
    lineWidths.push(width + separatorSpace);
  }
  let padStart = value !== undefined;
  if (padStart) {
    for (let i = 0; i < output.length; i++) {
      if (typeof value[i] !== 'number' && typeof value[i] !== 'bigint') {
        padStart = false;
        break;
      }
    }
  }
  const lines = [];
  for (let from = 0; from < count; from += columns) {
    const last = Math.min(from + columns, count) - 1;
    let line = '';
    for (let i = from; i < last; i++) {
      const text = `${output[i]}, `;
      const width = lineWidths[i - from] + output[i].length - widths[i];
      line += padStart ? text.padStart(width) : text.padEnd(width);
    }
    const width = lineWidths[last - from] + output[last].length - widths[last] - separatorSpace;
    line += padStart ? output[last].padStart(width) : output[last];
    lines.push(line);
  }
  if (hasMore) lines.push(output[count]);
  return lines;
}

/**
 * `output.join(separator)` without copying: added up, the parts stay shared until somebody reads the text, which for deep
 * objects is long after.
 */
function join(output, separator) {
  let text = output[0] ?? '';
  for (let i = 1; i < output.length; i++) {
    text += separator;
    text += output[i];
  }
  return text;
}

/** Whether the parts fit on one line that begins at column `start`. */
function isBelowBreakLength(ctx, output, start, base) {
  let total = output.length + start;
  if (total + output.length > ctx.breakLength) return false;
  for (const text of output) {
    total += lengthOf(ctx, text);
    if (total > ctx.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

/** Puts the parts of an object between its braces. */
function reduceToSingleString(ctx, output, base, braces, extrasType, recurseTimes, value) {
  if (ctx.compact === true) {
    const mustBreak = ctx.breakLength === Infinity && output.some((text) => text.includes('\n'));
    if (!mustBreak && isBelowBreakLength(ctx, output, 0, base)) {
      return `${braces[0]}${base ? ` ${base}` : ''} ${join(output, ', ')} ${braces[1]}`;
    }
    const indentation = ' '.repeat(ctx.indentationLvl);
    const opening =
      base === '' && braces[0].length === 1 ? ' ' : `${base ? ` ${base}` : ''}\n${indentation}  `;
    return `${braces[0]}${opening}${join(output, `,\n${indentation}  `)} ${braces[1]}`;
  }
  if (typeof ctx.compact === 'number' && ctx.compact >= 1) {
    const entries = output.length;
    if (extrasType === kArrayExtrasType && entries > 6) output = groupArrayElements(ctx, output, value);
    // The innermost `compact` levels go on one line.
    if (ctx.currentDepth - recurseTimes < ctx.compact && entries === output.length) {
      const start = output.length + ctx.indentationLvl + braces[0].length + base.length + 10;
      if (isBelowBreakLength(ctx, output, start, base)) {
        const joined = join(output, ', ');
        if (!joined.includes('\n')) return `${base ? `${base} ` : ''}${braces[0]} ${joined} ${braces[1]}`;
      }
    }
  }
  const indentation = `\n${' '.repeat(ctx.indentationLvl)}`;
  const inner = join(output, `,${indentation}  `);
  return `${base ? `${base} ` : ''}${braces[0]}${indentation}  ${inner}${indentation}${braces[1]}`;
}

module.exports = { kArrayExtrasType, kArrayType, kObjectType, reduceToSingleString };
