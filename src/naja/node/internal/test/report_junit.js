'use strict';

/** The `junit` reporter: XML, once all tests are over. */

const os = require('node/os');
const { inspect } = require('ext/console/inspect');

const inOneLine = { __proto__: null, colors: false, breakLength: Infinity };

const attribute = (text) =>
  `${text ?? ''}`
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('\n', '&#10;');
const content = (text) => `${text ?? ''}`.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const comment = (text) => `${text}`.replaceAll('--', '&#45;&#45;');

function* write(node) {
  if (typeof node === 'string') {
    yield `${content(node)}\n`;
    return;
  }
  const indent = '\t'.repeat(node.nesting + 1);
  if (node.comment !== undefined) {
    yield `${indent}<!-- ${comment(node.comment)} -->\n`;
    return;
  }
  const attributes = Object.entries(node.attributes)
    .map(([name, value]) => ` ${name}="${attribute(value)}"`)
    .join('');
  if (node.children.length === 0) {
    yield `${indent}<${node.tag}${attributes}/>\n`;
    return;
  }
  yield `${indent}<${node.tag}${attributes}>\n`;
  for (const child of node.children) yield* write(child);
  yield `${indent}</${node.tag}>\n`;
}

const isFailure = (node) =>
  node.attributes?.failure !== undefined || node.children?.some?.((child) => child.tag === 'failure');
const isSkipped = (node) =>
  typeof node !== 'string' && node.children?.some((child) => child.tag === 'skipped' || isSkipped(child));

/** @param {AsyncIterable} source test events */
async function* junit(source) {
  yield '<?xml version="1.0" encoding="utf-8"?>\n';
  yield '<testsuites>\n';
  const roots = [];
  let suite;
  const begin = (data) => {
    const { name, nesting, file } = data;
    const own = { tag: undefined, attributes: { name }, nesting, parent: suite, children: [], file };
    if (suite === undefined) roots.push(own);
    else suite.children.push(own);
    suite = own;
  };
  const end = (data) => {
    if (suite === undefined || suite.nesting !== data.nesting || suite.attributes.name !== data.name)
      begin(data);
    const own = suite;
    suite = own.parent;
    own.attributes.time = (data.details.duration_ms / 1000).toFixed(6);
    const nested = own.children.filter((child) => child.comment === undefined && typeof child !== 'string');
    if (nested.length > 0) {
      own.tag = 'testsuite';
      Object.assign(own.attributes, {
        disabled: 0,
        errors: 0,
        tests: nested.length,
        failures: nested.filter(isFailure).length,
        skipped: nested.filter(isSkipped).length,
        timestamp: new Date().toISOString(),
        hostname: os.hostname(),
      });
      return;
    }
    own.tag = 'testcase';
    own.attributes.classname = data.classname ?? 'test';
    if (data.file !== undefined) own.attributes.file = data.file;
    const child = (tag, attributes, children = []) =>
      own.children.push({ tag, attributes, nesting: data.nesting + 1, children });
    if (data.skip) child('skipped', { type: 'skipped', message: data.skip });
    if (data.todo) child('skipped', { type: 'todo', message: data.todo });
    if (data.details.error !== undefined && !data.passed) {
      const { error } = data.details;
      const message = error.cause?.message ?? error.message;
      own.attributes.failure = message;
      child('failure', { type: error.failureType || error.code, message: `${message}`.trim() }, [
        inspect(error, inOneLine),
      ]);
    }
  };
  for await (const { type, data } of source) {
    if (type === 'test:start') begin(data);
    else if (type === 'test:pass' || type === 'test:fail') end(data);
    else if (type === 'test:diagnostic') {
      const note = { nesting: data.nesting, comment: data.message };
      if (suite === undefined) roots.push(note);
      else suite.children.push(note);
    }
  }
  for (const node of roots) yield* write(node);
  yield '</testsuites>\n';
}

module.exports = { junit };
