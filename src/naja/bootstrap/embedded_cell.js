'use strict';

/** Cells of a notebook (naja/jupyter.py): evaluated as in an interactive session, their values as what a notebook shows. */

const { evaluate } = require('modules/repl/evaluate');
const inspect = require.lazy('ext/console/inspect');
const { isUint8Array } = require('ext/base/types');

// Deno's notebooks have that too: a method that gives representations by their MIME types.
const kDisplay = Symbol.for('Jupyter.display');
const TEXTS = { html: 'text/html', markdown: 'text/markdown', svg: 'image/svg+xml', latex: 'text/latex' };
const IMAGES = { png: 'image/png', jpeg: 'image/jpeg' };

/** An object that shows itself as one MIME type. */
const shownAs = (type, data) => ({ [kDisplay]: () => ({ [type]: data }) });

/** The representations of a value, by MIME type; a promise of them where the value makes one. */
function bundleOf(value) {
  if (typeof value?.[kDisplay] === 'function') return value[kDisplay]();
  return { 'text/plain': inspect().inspect(value) };
}

/**
 * The global `display`: shows values in the cell's output; `display.html(text)` and its like make values that show
 * themselves as HTML, Markdown, SVG, LaTeX, JSON, PNG or JPEG.
 * @param {(bundle: object) => void} publish
 */
function makeDisplay(publish) {
  const display = (...values) => {
    for (const value of values) {
      const bundle = bundleOf(value);
      if (typeof bundle?.then === 'function') bundle.then(publish);
      else publish(bundle);
    }
  };
  for (const [name, type] of Object.entries(TEXTS)) display[name] = (text) => shownAs(type, String(text));
  for (const [name, type] of Object.entries(IMAGES)) {
    display[name] = (data) => {
      const base64 = isUint8Array(data)
        ? require('node/buffer').Buffer.from(data).toString('base64')
        : String(data);
      return shownAs(type, base64);
    };
  }
  display.json = (value) => shownAs('application/json', JSON.parse(JSON.stringify(value)));
  return display;
}

/**
 * Evaluates a cell.
 * @param {string} code
 * @param {symbol} host the referrer of its imports
 * @param {(bundle: object) => void} publish what `display` calls
 * @returns {Promise<object | undefined>} the representations of its value, unless that is undefined
 */
async function evaluateCell(code, host, publish) {
  if (globalThis.display === undefined) {
    const value = makeDisplay(publish);
    Object.defineProperty(globalThis, 'display', { value, configurable: true, writable: true });
  }
  const result = evaluate(code, host, true);
  const value = result.isAsync ? await result.value : result.value;
  return value === undefined ? undefined : bundleOf(value);
}

module.exports = { evaluateCell };
