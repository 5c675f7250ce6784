'use strict';

/** node:test/reporters. */

const lazily = (name) => ({
  configurable: true,
  enumerable: true,
  get: () => require(`node/internal/test/report_${name}`)[name],
});
const value = (fn) => ({ configurable: true, enumerable: true, writable: true, value: fn });

Object.defineProperties(module.exports, {
  dot: lazily('dot'),
  junit: lazily('junit'),
  // Functions that can also be called with `new`.
  spec: value(function spec(...args) {
    const { SpecReporter } = require('node/internal/test/report_spec');
    return new SpecReporter(...args);
  }),
  tap: lazily('tap'),
  lcov: value(function lcov(...args) {
    const { LcovReporter } = require('node/internal/test/report_lcov');
    return new LcovReporter(...args);
  }),
});
