'use strict';

/** The shortest way from one list to another: Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). */

const { codes } = require('ext/base/errors');

const kDelete = -1;
const kKeep = 0;
const kInsert = 1;

/**
 * @param {string[]} actual
 * @param {string[]} expected
 * @param {boolean} [commaCounts] whether lines that differ only in a comma at their end differ
 * @returns {[-1 | 0 | 1, string][]} from the last step to the first: 1 is in `actual` alone, -1 in `expected` alone
 */
function myersDiff(actual, expected, commaCounts = true) {
  const n = actual.length;
  const m = expected.length;
  const max = n + m;
  if (max >= 2 ** 31 - 1) throw new codes.ERR_OUT_OF_RANGE('myersDiff input size', '< 2^31', max);
  const same = commaCounts ? (a, b) => a === b : (a, b) => a === b || `${a},` === b || a === `${b},`;

  // v[k + max]: how far along `actual` diagonal k was followed; trace: v before each round.
  const v = new Int32Array(2 * max + 1);
  const trace = [];
  for (let d = 0; d <= max; d++) {
    trace.push(v.slice(Math.max(0, max - d - 1), max + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const at = k + max;
      const down = k === -d || (k !== d && v[at - 1] < v[at + 1]);
      let x = down ? v[at + 1] : v[at - 1] + 1;
      let y = x - k;
      while (x < n && y < m && same(actual[x], expected[y])) {
        x++;
        y++;
      }
      v[at] = x;
      if (x >= n && y >= m) return walkBack(trace, actual, expected, commaCounts, max);
    }
  }
  return [];
}

function walkBack(trace, actual, expected, commaCounts, max) {
  const result = [];
  let x = actual.length;
  let y = expected.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const v = trace[d];
    const offset = Math.max(0, max - d - 1);
    const valueAt = (k) => v[k + max - offset];
    const k = x - y;
    const down = k === -d || (k !== d && valueAt(k - 1) < valueAt(k + 1));
    const previousK = down ? k + 1 : k - 1;
    const previousX = valueAt(previousK);
    const previousY = previousX - previousK;
    while (x > previousX && y > previousY) {
      const one = actual[x - 1];
      // Of two lines that differ in a comma alone, the one with the comma is shown.
      const line = commaCounts || one.endsWith(',') ? one : expected[y - 1];
      result.push([kKeep, line]);
      x--;
      y--;
    }
    if (d > 0) {
      if (x > previousX) result.push([kInsert, actual[--x]]);
      else result.push([kDelete, expected[--y]]);
    }
  }
  return result;
}

module.exports = { kDelete, kInsert, kKeep, myersDiff };
