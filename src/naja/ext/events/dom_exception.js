'use strict';

// DOMException: https://webidl.spec.whatwg.org/#idl-DOMException

const { kClone, setTransferMode } = require('ext/events/symbols');

const CLONEABLE = 1;
const LEGACY_CODES = [
  ['INDEX_SIZE_ERR', 'IndexSizeError'],
  ['DOMSTRING_SIZE_ERR'],
  ['HIERARCHY_REQUEST_ERR', 'HierarchyRequestError'],
  ['WRONG_DOCUMENT_ERR', 'WrongDocumentError'],
  ['INVALID_CHARACTER_ERR', 'InvalidCharacterError'],
  ['NO_DATA_ALLOWED_ERR'],
  ['NO_MODIFICATION_ALLOWED_ERR', 'NoModificationAllowedError'],
  ['NOT_FOUND_ERR', 'NotFoundError'],
  ['NOT_SUPPORTED_ERR', 'NotSupportedError'],
  ['INUSE_ATTRIBUTE_ERR', 'InUseAttributeError'],
  ['INVALID_STATE_ERR', 'InvalidStateError'],
  ['SYNTAX_ERR', 'SyntaxError'],
  ['INVALID_MODIFICATION_ERR', 'InvalidModificationError'],
  ['NAMESPACE_ERR', 'NamespaceError'],
  ['INVALID_ACCESS_ERR', 'InvalidAccessError'],
  ['VALIDATION_ERR'],
  ['TYPE_MISMATCH_ERR', 'TypeMismatchError'],
  ['SECURITY_ERR', 'SecurityError'],
  ['NETWORK_ERR', 'NetworkError'],
  ['ABORT_ERR', 'AbortError'],
  ['URL_MISMATCH_ERR', 'URLMismatchError'],
  ['QUOTA_EXCEEDED_ERR', 'QuotaExceededError'],
  ['TIMEOUT_ERR', 'TimeoutError'],
  ['INVALID_NODE_TYPE_ERR', 'InvalidNodeTypeError'],
  ['DATA_CLONE_ERR', 'DataCloneError'],
];

const codeByName = new Map();
for (let i = 0; i < LEGACY_CODES.length; i++) codeByName.set(LEGACY_CODES[i][1], i + 1);
codeByName.delete(undefined);

/** Puts private fields on an object that another constructor made. */
class Stamp {
  constructor(object) {
    return object;
  }
}

/** The fields of a DOMException. They lie on a genuine Error, which is what debuggers and inspect() look for. */
class Fields extends Stamp {
  #message;
  #name;

  constructor(error, message, name) {
    super(error);
    this.#message = message;
    this.#name = name;
  }

  static has(object) {
    return #name in object;
  }

  static message(self) {
    if (!(#message in self)) throw invalidThis();
    return self.#message;
  }

  static theName(self) {
    if (!(#name in self)) throw invalidThis();
    return self.#name;
  }
}

function invalidThis() {
  const err = new TypeError('Value of "this" must be of DOMException');
  err.code = 'ERR_INVALID_THIS';
  return err;
}

/** An error of the web platform; told apart by its name. */
class DOMException {
  /**
   * @param {string} [message]
   * @param {string|{name?: string, cause?: *}} [options] the name, or an object with the name and a cause
   */
  constructor(message = '', options = 'Error') {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    const self = new Error();
    Error.stackTraceLimit = stackTraceLimit;
    Object.setPrototypeOf(self, new.target.prototype);
    let name;
    if (options !== null && typeof options === 'object') {
      name = `${options.name}`;
      if ('cause' in options) {
        Object.defineProperty(self, 'cause', {
          __proto__: null,
          value: options.cause,
          configurable: true,
          writable: true,
          enumerable: false,
        });
      }
    } else {
      name = `${options}`;
    }
    new Fields(self, `${message}`, name);
    // Now that it has a name: the stack begins with it.
    Error.captureStackTrace(self);
    return self;
  }

  /** @type {string} */
  get name() {
    return Fields.theName(this);
  }

  /** @type {string} */
  get message() {
    return Fields.message(this);
  }

  /** @type {number} the code of the older names, or 0 */
  get code() {
    return codeByName.get(Fields.theName(this)) ?? 0;
  }
}

Object.setPrototypeOf(DOMException.prototype, Error.prototype);
const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(DOMException.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'DOMException' },
  name: enumerable,
  message: enumerable,
  code: enumerable,
});
for (let i = 0; i < LEGACY_CODES.length; i++) {
  const constant = { __proto__: null, enumerable: true, value: i + 1 };
  Object.defineProperty(DOMException, LEGACY_CODES[i][0], constant);
  Object.defineProperty(DOMException.prototype, LEGACY_CODES[i][0], constant);
}

setTransferMode(DOMException.prototype, CLONEABLE);
Object.defineProperties(DOMException.prototype, {
  [kClone]: {
    __proto__: null,
    value() {
      const data = { message: this.message, name: this.name, stack: this.stack };
      return { data, deserializeInfo: 'ext/events/dom_exception:cloneException' };
    },
  },
});

function cloneException({ message, name, stack }) {
  const copy = new DOMException(message, name);
  Object.defineProperty(copy, 'stack', {
    __proto__: null,
    value: stack,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  return copy;
}

module.exports = {
  DOMException,
  cloneException,
  /** @returns {boolean} whether an object was made by the constructor */
  isDOMException: (object) => Fields.has(object),
};
