'use strict';

/**
 * What a value is at heart, whatever its prototype says: `util.types`. The language answers for typed arrays; the
 * engine answers for the rest.
 */

const native = binding('util');
const brands = require('ext/base/brands');

const { isView } = ArrayBuffer;
const { isArrayBuffer, isSharedArrayBuffer } = native;

const tagGetter = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
).get;
/** The name of a typed array's class; undefined for anything else. */
const tagOf = Function.prototype.call.bind(tagGetter);

module.exports = {
  isArgumentsObject: native.isArgumentsObject,
  isArrayBuffer,
  isAsyncFunction: native.isAsyncFunction,
  isBigIntObject: native.isBigIntObject,
  isBooleanObject: native.isBooleanObject,
  isDate: native.isDate,
  isExternal: native.isExternal,
  isGeneratorFunction: native.isGeneratorFunction,
  isGeneratorObject: native.isGeneratorObject,
  isMap: native.isMap,
  isMapIterator: native.isMapIterator,
  isModuleNamespaceObject: native.isModuleNamespaceObject,
  isNativeError: native.isNativeError,
  isNumberObject: native.isNumberObject,
  isPromise: native.isPromise,
  isProxy: native.isProxy,
  isRegExp: native.isRegExp,
  isSet: native.isSet,
  isSetIterator: native.isSetIterator,
  isSharedArrayBuffer,
  isStringObject: native.isStringObject,
  isSymbolObject: native.isSymbolObject,
  isWeakMap: native.isWeakMap,
  isWeakSet: native.isWeakSet,
  isAnyArrayBuffer: (value) => isArrayBuffer(value) || isSharedArrayBuffer(value),
  isBoxedPrimitive: native.isBoxedPrimitive,
  isArrayBufferView: isView,
  isDataView: (value) => isView(value) && tagOf(value) === undefined,
  isTypedArray: (value) => tagOf(value) !== undefined,
  isUint8Array: (value) => tagOf(value) === 'Uint8Array',
  isUint8ClampedArray: (value) => tagOf(value) === 'Uint8ClampedArray',
  isUint16Array: (value) => tagOf(value) === 'Uint16Array',
  isUint32Array: (value) => tagOf(value) === 'Uint32Array',
  isInt8Array: (value) => tagOf(value) === 'Int8Array',
  isInt16Array: (value) => tagOf(value) === 'Int16Array',
  isInt32Array: (value) => tagOf(value) === 'Int32Array',
  isFloat16Array: (value) => tagOf(value) === 'Float16Array',
  isFloat32Array: (value) => tagOf(value) === 'Float32Array',
  isFloat64Array: (value) => tagOf(value) === 'Float64Array',
  isBigInt64Array: (value) => tagOf(value) === 'BigInt64Array',
  isBigUint64Array: (value) => tagOf(value) === 'BigUint64Array',
};

for (const name of ['isKeyObject', 'isCryptoKey']) {
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    value: { [name]: (value) => brands[name](value) }[name],
    enumerable: true,
    writable: false,
    configurable: false,
  });
}
