'use strict';

// URLPattern: https://urlpattern.spec.whatwg.org/#urlpattern-class

const { URL } = require('ext/url/url');
const { DEFAULT, HOSTNAME, PATHNAME, compileComponent } = require('ext/url/pattern_component');
const canonical = require('ext/url/pattern_init');
const { matchesSpecial, parseString } = require('ext/url/pattern_string');

const NAMES = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

/** Node throws these from native code: no code in their stack. */
function failure(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

function wrongArgument(message) {
  return failure('ERR_INVALID_ARG_TYPE', message);
}

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** The strings of a URLPatternInit, each looked at once, in the order that Web IDL has for them. */
function readInit(object) {
  const init = {};
  for (const name of ['baseURL', ...[...NAMES].sort()]) {
    const value = object[name];
    if (typeof value === 'string') init[name] = value.toWellFormed();
  }
  return init;
}

function isIPv6Pattern(hostname) {
  return /^(?:\[|\{\[|\\\[)/.test(hostname) && hostname.length >= 2;
}

/** All components of a pattern, compiled. */
function compile(input, baseURL, ignoreCase) {
  let init = input;
  if (typeof input === 'string') {
    init = parseString(input);
    if (baseURL === undefined && init.protocol === undefined) throw new TypeError('Invalid URL pattern');
    if (baseURL !== undefined) init.baseURL = baseURL;
  } else if (baseURL !== undefined) {
    throw new TypeError('Invalid URL pattern');
  }
  const parts = canonical.processInit(init, 'pattern');
  for (const name of NAMES) parts[name] ??= '*';
  if (canonical.isSpecial(parts.protocol) && canonical.SPECIAL_PORTS[parts.protocol] === parts.port)
    parts.port = '';

  const protocol = compileComponent(parts.protocol, canonical.protocol, DEFAULT);
  const special = matchesSpecial(protocol);
  const hostname = isIPv6Pattern(parts.hostname) ? canonical.ipv6Hostname : canonical.hostname;
  const pathname = special ? canonical.pathname : canonical.opaquePathname;
  return {
    protocol,
    username: compileComponent(parts.username, canonical.username, DEFAULT),
    password: compileComponent(parts.password, canonical.password, DEFAULT),
    hostname: compileComponent(parts.hostname, hostname, HOSTNAME),
    port: compileComponent(parts.port, (value) => canonical.port(value), DEFAULT),
    pathname: compileComponent(parts.pathname, pathname, special ? PATHNAME : DEFAULT, ignoreCase),
    search: compileComponent(parts.search, canonical.search, DEFAULT, ignoreCase),
    hash: compileComponent(parts.hash, canonical.hash, DEFAULT, ignoreCase),
  };
}

/** The components of what a pattern is held against; undefined where that is no URL. */
function componentsOf(input, baseURL) {
  if (typeof input !== 'string') {
    try {
      const empty = Object.fromEntries(NAMES.map((name) => [name, '']));
      return canonical.processInit(input, 'url', empty);
    } catch {
      return undefined;
    }
  }
  const url = URL.parse(input, baseURL);
  if (url === null) return undefined;
  const { username, password, hostname, port, pathname } = url;
  return {
    protocol: url.protocol.slice(0, -1),
    username,
    password,
    hostname,
    port,
    pathname,
    search: url.search.slice(1),
    hash: url.hash.slice(1),
  };
}

/** What each group matched; by name in Node's order. */
function groupsOf(names, match) {
  const groups = {};
  for (const name of names.toSorted()) groups[name] = match[names.indexOf(name) + 1];
  return groups;
}

class Pattern {
  #components;

  /**
   * @param {string | object} [input] a pattern string, or a pattern for each component
   * @param {string | {ignoreCase?: boolean}} [baseURL] only with a string; or the options
   * @param {{ignoreCase?: boolean}} [options]
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_URL_PATTERN
   */
  constructor(...args) {
    const [input, second, third] = args;
    if (input !== undefined && input !== null && typeof input !== 'string' && !isObject(input)) {
      throw wrongArgument('Input must be an object or a string');
    }
    let baseURL;
    let options = third;
    if (args.length < 3) {
      if (typeof second === 'string') baseURL = second;
      else if (isObject(second)) options = second;
      else if (second !== undefined && second !== null)
        throw wrongArgument('second argument must be a string or object');
    } else {
      if (!isObject(third)) throw wrongArgument('options must be an object');
      baseURL = `${second}`;
    }
    const ignoreCase = options !== undefined && Boolean(options.ignoreCase);
    const init = typeof input === 'string' ? input.toWellFormed() : readInit(input ?? {});
    try {
      this.#components = compile(init, baseURL, ignoreCase);
    } catch {
      throw failure('ERR_INVALID_URL_PATTERN', 'Failed to construct URLPattern');
    }
  }

  static {
    for (const name of NAMES) {
      Object.defineProperty(Pattern.prototype, name, {
        __proto__: null,
        enumerable: true,
        configurable: false,
        get() {
          return Pattern.#of(this)[name].pattern;
        },
      });
    }
    Object.defineProperty(Pattern.prototype, 'hasRegExpGroups', {
      __proto__: null,
      enumerable: true,
      configurable: false,
      get() {
        return Object.values(Pattern.#of(this)).some((component) => component.hasRegExpGroups);
      },
    });
  }

  static #of(pattern) {
    if (!isObject(pattern) || !(#components in pattern)) throw new TypeError('Illegal invocation');
    return pattern.#components;
  }

  static #match(pattern, input, baseURL, failed) {
    const compiled = Pattern.#of(pattern);
    if (input !== undefined && input !== null && typeof input !== 'string' && !isObject(input)) {
      throw wrongArgument('URLPattern input needs to be a string or an object');
    }
    if (baseURL !== undefined && typeof baseURL !== 'string') throw wrongArgument('baseURL must be a string');
    const given = typeof input === 'string' ? input.toWellFormed() : readInit(input ?? {});
    if (typeof given !== 'string' && baseURL !== undefined) throw failure('ERR_OPERATION_FAILED', failed);
    const components = componentsOf(given, baseURL);
    if (components === undefined) return null;
    const result = { __proto__: null };
    for (const name of NAMES) {
      const match = compiled[name].regexp.exec(components[name]);
      if (match === null) return null;
      result[name] = { groups: groupsOf(compiled[name].names, match), input: components[name] };
    }
    const inputs = baseURL === undefined ? [given] : [given, baseURL];
    const { hash, hostname, password, pathname, port, protocol, search, username } = result;
    return { __proto__: null, hash, hostname, inputs, password, pathname, port, protocol, search, username };
  }

  /**
   * What the groups of the pattern match in a URL; null where it does not match.
   * @param {string | object} [input]
   * @param {string} [baseURL]
   * @returns {object | null}
   * @throws ERR_INVALID_ARG_TYPE, ERR_OPERATION_FAILED
   */
  exec(input = undefined, baseURL = undefined) {
    return Pattern.#match(this, input, baseURL, 'Failed to exec URLPattern');
  }

  /**
   * Whether a URL matches.
   * @param {string | object} [input]
   * @param {string} [baseURL]
   * @returns {boolean}
   * @throws ERR_INVALID_ARG_TYPE, ERR_OPERATION_FAILED
   */
  test(input = undefined, baseURL = undefined) {
    return Pattern.#match(this, input, baseURL, 'Failed to test URLPattern') !== null;
  }
}

// The methods behind the accessors.
for (const name of ['exec', 'test']) {
  const value = Pattern.prototype[name];
  delete Pattern.prototype[name];
  Object.defineProperty(Pattern.prototype, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

// A function, as Node's is: a class called without `new` says so in other words.
function URLPattern(...args) {
  if (new.target === undefined) {
    throw failure('ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  }
  return Reflect.construct(Pattern, args, new.target);
}

URLPattern.prototype = Pattern.prototype;
Object.defineProperties(Pattern.prototype, {
  constructor: { __proto__: null, value: URLPattern },
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URLPattern' },
});

module.exports = { URLPattern };
