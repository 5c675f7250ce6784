'use strict';

/** Arguments of node:sqlite, checked in Node's words. */

const { invalidArgument } = require('node/internal/sqlite/errors');
const { isURL } = require('ext/url/url');

/** @returns {object} @throws {TypeError} */
function checkObject(value, name) {
  if (typeof value !== 'object' || value === null) {
    throw invalidArgument(`The "${name}" argument must be an object.`);
  }
  return value;
}

function checkBoolean(value, name) {
  if (typeof value !== 'boolean') throw invalidArgument(`The "${name}" argument must be a boolean.`);
  return value;
}

function checkString(value, name) {
  if (typeof value !== 'string') throw invalidArgument(`The "${name}" argument must be a string.`);
  return value;
}

function checkFunction(value, name) {
  if (typeof value !== 'function') throw invalidArgument(`The "${name}" argument must be a function.`);
  return value;
}

function checkInteger(value, name) {
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > 0x7fffffff) {
    throw invalidArgument(`The "${name}" argument must be an integer.`);
  }
  return value;
}

/** A reader of an object's members: what is undefined has its default. */
function reader(options, where = 'options') {
  const read = (check) => (name, value) => {
    const given = options[name];
    return given === undefined ? value : check(given, `${where}.${name}`);
  };
  return {
    boolean: read(checkBoolean),
    string: read(checkString),
    function: read(checkFunction),
    integer: read(checkInteger),
  };
}

/** Where a database is. @returns {string} @throws {TypeError} */
function checkPath(path, name = 'path') {
  const wrong = `The "${name}" argument must be a string, Uint8Array, or URL without null bytes.`;
  let text;
  if (typeof path === 'string') text = path;
  else if (path instanceof Uint8Array) text = require('node/buffer').Buffer.from(path).toString();
  else if (isURL(path)) {
    text = path.href;
    if (path.protocol !== 'file:') {
      const error = new TypeError('The URL must be of scheme file:');
      error.code = 'ERR_INVALID_URL_SCHEME';
      throw error;
    }
  }
  if (text === undefined || text.includes('\0')) throw invalidArgument(wrong);
  return text;
}

module.exports = { checkBoolean, checkFunction, checkInteger, checkObject, checkPath, checkString, reader };
