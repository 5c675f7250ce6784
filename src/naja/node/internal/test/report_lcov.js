'use strict';

/** The `lcov` reporter: coverage, where it was collected. */

const { Transform } = require('node/stream');
const path = require('node/path');

class LcovReporter extends Transform {
  constructor() {
    super({ __proto__: null, writableObjectMode: true });
  }

  _transform({ type, data }, encoding, callback) {
    if (type !== 'test:coverage') return callback(null);
    let text = 'TN:\n';
    for (const file of data.summary.files) {
      text += `SF:${path.relative(data.summary.workingDirectory, file.path)}\n`;
      file.functions.forEach(({ line, name }, i) => (text += `FN:${line},${name || `anonymous_${i}`}\n`));
      file.functions.forEach(({ count, name }, i) => (text += `FNDA:${count},${name || `anonymous_${i}`}\n`));
      text += `FNF:${file.totalFunctionCount}\nFNH:${file.coveredFunctionCount}\n`;
      file.branches.forEach(({ count, line }, i) => (text += `BRDA:${line},${i},0,${count}\n`));
      text += `BRF:${file.totalBranchCount}\nBRH:${file.coveredBranchCount}\n`;
      for (const { count, line } of file.lines.toSorted((a, b) => a.line - b.line))
        text += `DA:${line},${count}\n`;
      text += `LH:${file.coveredLineCount}\nLF:${file.totalLineCount}\nend_of_record\n`;
    }
    return callback(null, text);
  }
}

module.exports = { LcovReporter };
