'use strict';

/** Source maps, version 3 (https://tc39.es/ecma426/): `SourceMap` of node:module. */

const { codes } = require('ext/base/errors');

const DIGITS = new Uint8Array(128).fill(255);
for (const [i, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  DIGITS[char.charCodeAt(0)] = i;
}
const SEMICOLON = 59;
const COMMA = 44;

/** One mapping: where generated text begins, and where it comes from. */
class Mapping {
  constructor(line, column, source, originalLine, originalColumn, name) {
    this.line = line;
    this.column = column;
    this.source = source;
    this.originalLine = originalLine;
    this.originalColumn = originalColumn;
    this.name = name;
  }
}

/** Reads the mappings of a map that has no sections, moved by a line and column. */
function decodeInto(list, map, lineOffset, columnOffset) {
  const { mappings, sources, names } = map;
  const { length } = mappings;
  let line = lineOffset;
  let [column, source, originalLine, originalColumn, name] = [columnOffset, 0, 0, 0, 0];
  let at = 0;
  const number = () => {
    let result = 0;
    let shift = 0;
    let digit;
    do {
      digit = DIGITS[mappings.charCodeAt(at++)];
      if (!(digit < 64)) throw new SyntaxError('Invalid mappings in a source map');
      result += (digit & 31) << shift;
      shift += 5;
    } while (digit & 32);
    // A negative zero stands for the least number.
    if (result === 1) return -(2 ** 31);
    return result & 1 ? -(result >>> 1) : result >>> 1;
  };
  const ended = () =>
    at >= length || mappings.charCodeAt(at) === COMMA || mappings.charCodeAt(at) === SEMICOLON;
  while (at < length) {
    const code = mappings.charCodeAt(at);
    if (code === SEMICOLON) {
      line++;
      column = 0;
      at++;
      continue;
    }
    if (code === COMMA) {
      at++;
      continue;
    }
    column += number();
    if (ended()) {
      list.push(new Mapping(line, column));
      continue;
    }
    source += number();
    originalLine += number();
    originalColumn += number();
    let named;
    if (!ended()) {
      name += number();
      named = names?.[name];
    }
    list.push(new Mapping(line, column, sources?.[source], originalLine, originalColumn, named));
  }
}

function copyPayload(payload) {
  if (typeof payload !== 'object' || payload === null) {
    throw new codes.ERR_INVALID_ARG_TYPE('payload', ['Object'], payload);
  }
  const copy = { ...payload };
  for (const key of Object.keys(copy)) {
    if (!Array.isArray(copy[key])) continue;
    copy[key] = copy[key].slice();
    if (key === 'sections')
      copy[key] = copy[key].map((section) => ({ ...section, map: copyPayload(section.map) }));
  }
  return copy;
}

class SourceMap {
  #payload;
  #lineLengths;
  #mappings = [];

  /**
   * @param {object} payload a parsed source map
   * @param {{lineLengths?: number[]}} [options] the lengths of the generated code's lines
   * @throws ERR_INVALID_ARG_TYPE
   */
  constructor(payload, { lineLengths } = {}) {
    this.#payload = copyPayload(payload);
    this.#lineLengths = lineLengths === undefined ? undefined : [...lineLengths];
    if (Array.isArray(payload.sections)) {
      for (const { map, offset } of payload.sections)
        decodeInto(this.#mappings, map, offset.line, offset.column);
    } else {
      decodeInto(this.#mappings, payload, 0, 0);
    }
    this.#mappings.sort((a, b) => a.line - b.line || a.column - b.column);
  }

  get payload() {
    return copyPayload(this.#payload);
  }

  get lineLengths() {
    return this.#lineLengths === undefined ? undefined : [...this.#lineLengths];
  }

  /** The last mapping at or before a place of the generated code. */
  #find(line, column) {
    const list = this.#mappings;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const mapping = list[middle];
      if (mapping.line < line || (mapping.line === line && mapping.column <= column)) low = middle + 1;
      else high = middle;
    }
    return list[low - 1];
  }

  /**
   * Where a place of the generated code comes from.
   * @param {number} lineOffset from 0
   * @param {number} columnOffset from 0
   */
  findEntry(lineOffset, columnOffset) {
    const found = this.#find(lineOffset, columnOffset);
    if (found === undefined) return {};
    return {
      generatedLine: found.line,
      generatedColumn: found.column,
      originalSource: found.source,
      originalLine: found.originalLine,
      originalColumn: found.originalColumn,
      name: found.name,
    };
  }

  /**
   * The same for places as stack traces have them.
   * @param {number} lineNumber from 1
   * @param {number} columnNumber from 1
   */
  findOrigin(lineNumber, columnNumber) {
    const range = this.findEntry(lineNumber - 1, columnNumber - 1);
    if (range.originalSource === undefined || range.originalLine === undefined) return {};
    return {
      name: range.name,
      fileName: range.originalSource,
      lineNumber: lineNumber + range.originalLine - range.generatedLine,
      columnNumber: columnNumber + range.originalColumn - range.generatedColumn,
    };
  }
}

module.exports = { SourceMap };
