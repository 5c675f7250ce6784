'use strict';

/** What proxies do that need not be fast: functions of the Python module naja.python.live, and what stands on them. */

const native = binding('python');
const { indexOf } = require('python/js/kinds');

/** The module naja.python.live. */
const live = native.helpers();

const resumed = live.resume;

/**
 * `next`, `return` and `throw` of iterators: a generator's send, close and throw.
 * @returns {{value: unknown, done: boolean}}
 */
function resume(iterator, way, value) {
  const { 0: result, 1: done } = resumed(iterator, way, value);
  return { value: result, done };
}

/** JavaScript's `instanceof`: also of errors, by the exception that they brought. */
function isInstance(value, type) {
  if (native.index(value) >= 0) return live.is_instance(value, type);
  const exception = value?.exception;
  if (native.index(exception) >= 0 && value instanceof require('python/js/errors').PythonError) {
    return live.is_instance(exception, type);
  }
  return live.is_instance_of_primitive(value, type);
}

module.exports = {
  exit: (context) => live.leave(context),
  getItem: (self, keys) => live.get_item(self, keys),
  isInstance,
  live,
  permute: (list, order) => live.permute(list, order),
  resume,
  setDelete: (set, value) => live.set_delete(set, value),
  setItem: (self, keys, value) => live.set_item(self, keys, value),
  setLength: (list, length) => live.set_length(list, length),
  splice: (list, start, count, values) => live.splice(list, start, count, values),
  toJSON: (self) => live.to_json(self),
  toNumber: (self) => live.to_number(self),
  typeName: (self) => live.type_name(self),
  indexOf,
};
