'use strict';

/** The `spec` reporter: signs, names, times, and the failures once more at the end. */

const { Transform } = require('node/stream');
const path = require('node/path');
const process = require('node/process');
const { COLOURS, SIGNS, colour, indentation, plain, resultLine } = require('node/internal/test/report_lines');

class SpecReporter extends Transform {
  /** Tests that have begun, the innermost first, and nothing was written of. */
  #started = [];
  /** Those of them whose heading was written, for the sake of a subtest. */
  #open = [];
  #failed = [];
  #cwd = process.cwd();

  constructor() {
    super({ __proto__: null, writableObjectMode: true });
  }

  #result(type, data) {
    this.#started.shift(); // its own
    let headings = '';
    while (this.#started.length > 0) {
      const parent = this.#started.pop();
      this.#open.unshift(parent);
      headings += `${indentation(parent.nesting)}${SIGNS['arrow:right']}${parent.name}\n`;
    }
    const [innermost] = this.#open;
    if (innermost !== undefined && innermost.nesting === data.nesting && innermost.name === data.name)
      this.#open.shift();
    if (type === 'test:fail' && data.details?.error?.failureType !== 'subtestsFailed')
      this.#failed.push(data);
    return headings + resultLine(type, data, indentation(data.nesting), false);
  }

  #event({ type, data }) {
    switch (type) {
      case 'test:start':
        this.#started.unshift(data);
        return '';
      case 'test:fail':
      case 'test:pass':
        return this.#result(type, data);
      case 'test:stderr':
      case 'test:stdout':
        return data.message;
      case 'test:diagnostic':
      case 'test:log':
        return `${colour(COLOURS[data.level] ?? 'blue')}${indentation(data.nesting)}${SIGNS[type]}${data.message}${plain()}\n`;
      case 'test:interrupted':
        return this.#interrupted(data.tests);
      case 'test:summary':
        // Those of single files are within that of all.
        return data.file === undefined ? this.#failures() : '';
      default:
        return '';
    }
  }

  #interrupted(tests) {
    const lines = tests.map(({ name, file, line, column, nesting }) => {
      const place = file === undefined ? '' : ` (${path.relative(this.#cwd, file)}:${line}:${column})`;
      return `${indentation(nesting)}${SIGNS['warning:alert']}${name}${place}\n`;
    });
    return `\n${colour('yellow')}Interrupted while running:${plain()}\n\n${lines.join('')}`;
  }

  #failures() {
    if (this.#failed.length === 0) return '';
    const parts = [`\n${colour('red')}${SIGNS['test:fail']}failing tests:${plain()}\n`];
    for (const data of this.#failed) {
      const { column, file, line } = data;
      if (file !== undefined) parts.push(`test at ${path.relative(this.#cwd, file)}:${line}:${column}`);
      parts.push(resultLine('test:fail', data, '', true));
    }
    this.#failed = [];
    return parts.join('\n');
  }

  _transform(event, encoding, callback) {
    callback(null, this.#event(event));
  }

  _flush(callback) {
    callback(null, this.#failures());
  }
}

module.exports = { SpecReporter };
