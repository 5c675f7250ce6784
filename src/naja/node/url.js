'use strict';

// node:url: the standard's URL beside the one of old.

const url = require('ext/url/url');
const legacy = require('node/internal/url_legacy');
const validators = require.lazy('ext/base/validators');

function pathToFileURL(path, options) {
  validators().validateString(path, 'path');
  return url.pathToFileURL(path, options);
}

module.exports = {
  Url: legacy.Url,
  parse: legacy.urlParse,
  resolve: legacy.urlResolve,
  resolveObject: legacy.urlResolveObject,
  format: legacy.urlFormat,
  URL: url.URL,
  URLPattern: undefined, // below
  URLSearchParams: url.URLSearchParams,
  domainToASCII: url.domainToASCII,
  domainToUnicode: url.domainToUnicode,
  pathToFileURL,
  fileURLToPath: url.fileURLToPath,
  fileURLToPathBuffer: url.fileURLToPathBuffer,
  urlToHttpOptions: url.urlToHttpOptions,
};

function define(value) {
  Object.defineProperty(module.exports, 'URLPattern', {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return value;
}

// Loaded when somebody asks for it.
Object.defineProperty(module.exports, 'URLPattern', {
  __proto__: null,
  get: () => define(url.URLPattern),
  set: define,
  enumerable: true,
  configurable: true,
});
