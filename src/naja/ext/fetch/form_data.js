'use strict';

// FormData: https://xhr.spec.whatwg.org/#interface-formdata

const {
  finishClass,
  illegalInvocation,
  makeIterable,
  missing,
  notInstance,
  usvString,
} = require('ext/fetch/webidl');
const { File, createBlob, isBlob, partsOf } = require('ext/buffer/blob');
const inspecting = require.lazy('ext/console/inspect');

const customInspect = Symbol.for('nodejs.util.inspect.custom');

let isFormData;
let entriesOf;

/** The value of an entry: a string or a File. */
function entryValue(value, filename) {
  if (!isBlob(value)) return value;
  const isFile = value instanceof File;
  if (isFile && filename === undefined) return value;
  const options = isFile
    ? { type: value.type, lastModified: value.lastModified }
    : { type: value.type, lastModified: undefined };
  return new File([createBlob(partsOf(value), value.type)], filename ?? 'blob', options);
}

/** The arguments of append() and set() as a new entry. */
function makeEntry(where, name, value, filename, count) {
  name = usvString(name);
  if (count === 3 || isBlob(value)) {
    if (!isBlob(value)) throw notInstance(where, 'value', value, 'Blob');
    if (filename !== undefined) filename = usvString(filename);
  } else {
    value = usvString(value);
  }
  return { name, value: entryValue(value, filename) };
}

class FormData {
  #entries = [];

  static {
    isFormData = (value) => typeof value === 'object' && value !== null && #entries in value;
    entriesOf = (data) => data.#entries;
  }

  /** @param {undefined} [form] there are no forms to be read */
  constructor(form = undefined) {
    if (form !== undefined) {
      throw new TypeError('FormData constructor: Argument 1 could not be converted to: undefined.');
    }
  }

  /**
   * @param {string} name
   * @param {string|Blob} value
   * @param {string} [filename] for Blobs
   * @throws {TypeError}
   */
  append(name, value, filename = undefined) {
    if (!isFormData(this)) throw illegalInvocation();
    if (arguments.length < 2) throw missing('FormData.append', 2, arguments.length);
    this.#entries.push(makeEntry('FormData.append', name, value, filename, arguments.length));
  }

  delete(name) {
    if (!isFormData(this)) throw illegalInvocation();
    if (arguments.length < 1) throw missing('FormData.delete', 1, 0);
    name = usvString(name);
    this.#entries = this.#entries.filter((entry) => entry.name !== name);
  }

  /** @returns {string|File|null} the first value of a name */
  get(name) {
    if (!isFormData(this)) throw illegalInvocation();
    if (arguments.length < 1) throw missing('FormData.get', 1, 0);
    name = usvString(name);
    return this.#entries.find((entry) => entry.name === name)?.value ?? null;
  }

  /** @returns {Array<string|File>} */
  getAll(name) {
    if (!isFormData(this)) throw illegalInvocation();
    if (arguments.length < 1) throw missing('FormData.getAll', 1, 0);
    name = usvString(name);
    return this.#entries.filter((entry) => entry.name === name).map((entry) => entry.value);
  }

  /** @returns {boolean} */
  has(name) {
    if (!isFormData(this)) throw illegalInvocation();
    if (arguments.length < 1) throw missing('FormData.has', 1, 0);
    name = usvString(name);
    return this.#entries.some((entry) => entry.name === name);
  }

  /** Replaces the values of a name; see append(). */
  set(name, value, filename = undefined) {
    if (!isFormData(this)) throw illegalInvocation();
    if (arguments.length < 2) throw missing('FormData.set', 2, arguments.length);
    const entry = makeEntry('FormData.set', name, value, filename, arguments.length);
    const index = this.#entries.findIndex((other) => other.name === entry.name);
    if (index === -1) {
      this.#entries.push(entry);
      return;
    }
    this.#entries = this.#entries.filter((other, i) => i <= index || other.name !== entry.name);
    this.#entries[index] = entry;
  }

  [customInspect](depth, options) {
    const shown = { __proto__: null };
    for (const { name, value } of this.#entries) {
      if (!Object.hasOwn(shown, name)) {
        Object.defineProperty(shown, name, {
          __proto__: null,
          configurable: true,
          enumerable: true,
          writable: true,
          value,
        });
      } else if (Array.isArray(shown[name])) shown[name].push(value);
      else shown[name] = [shown[name], value];
    }
    options.depth ??= depth;
    options.colors ??= true;
    // Broken into lines as if the prototype were told, which then is not.
    const text = inspecting().inspect(shown, options);
    return `FormData ${text.slice(text.indexOf(']') + 2)}`;
  }
}

finishClass(FormData, 'FormData', 'append delete get getAll has set');
makeIterable(FormData, 'FormData', isFormData, (data) => {
  const entries = entriesOf(data);
  return { length: entries.length, key: (i) => entries[i].name, value: (i) => entries[i].value };
});

module.exports = { FormData, entriesOf, isFormData };
