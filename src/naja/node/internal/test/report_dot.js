'use strict';

/** The `dot` reporter: a dot for what passed, an X for what failed. */

const process = require('node/process');
const { colour, plain, resultLine } = require('node/internal/test/report_lines');

const FEWEST = 20;

/** @param {AsyncIterable} source test events */
async function* dot(source) {
  let count = 0;
  let columns = width();
  const failed = [];
  for await (const { type, data } of source) {
    if (type === 'test:pass') yield `${colour('green')}.${plain()}`;
    if (type === 'test:fail') {
      yield `${colour('red')}X${plain()}`;
      failed.push(data);
    }
    if ((type === 'test:fail' || type === 'test:pass') && ++count === columns) {
      yield '\n';
      // The terminal may have been made wider meanwhile.
      columns = width();
      count = 0;
    }
  }
  yield '\n';
  if (failed.length === 0) return;
  yield `\n${colour('red')}Failed tests:${plain()}\n\n`;
  for (const data of failed) yield resultLine('test:fail', data, '', true);
}

const width = () => Math.max(process.stdout.columns ?? FEWEST, FEWEST);

module.exports = { dot };
