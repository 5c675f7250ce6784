'use strict';

// URL patterns as one string, taken apart into components:
// https://urlpattern.spec.whatwg.org/#constructor-string-parsing

const { DEFAULT, compileComponent } = require('ext/url/pattern_component');
const { SPECIAL_PORTS, protocol } = require('ext/url/pattern_init');
const { tokenize } = require('ext/url/pattern_tokens');

/** Whether a pattern for protocols matches one of those that the URL standard calls special. */
function matchesSpecial(component) {
  return Object.keys(SPECIAL_PORTS).some((scheme) => component.regexp.test(scheme));
}

class StringParser {
  #input;
  #tokens;
  #result = {};
  #start = 0; // the token at which the component begins
  #at = 0;
  #step = 1;
  #depth = 0; // of braces
  #brackets = 0; // of IPv6 addresses
  #special = false;
  #state = 'init';

  constructor(input) {
    this.#input = input;
    this.#tokens = tokenize(input, true);
  }

  #token(index) {
    return this.#tokens[Math.min(index, this.#tokens.length - 1)];
  }

  #is(value, index = this.#at) {
    const token = this.#token(index);
    return (
      token.value === value && (token.type === 'char' || token.type === 'escaped' || token.type === 'invalid')
    );
  }

  #isSearchPrefix() {
    if (this.#is('?')) return true;
    if (this.#tokens[this.#at].value !== '?') return false;
    if (this.#at === 0) return true;
    // Behind these it is a modifier.
    return !['name', 'regexp', 'close', 'asterisk'].includes(this.#token(this.#at - 1).type);
  }

  #component() {
    return this.#input.slice(this.#token(this.#start).index, this.#tokens[this.#at].index);
  }

  #rewind(state = this.#state) {
    this.#at = this.#start;
    this.#step = 0;
    this.#state = state;
  }

  #change(state, skip) {
    const old = this.#state;
    const result = this.#result;
    const isOneOf = (value, ...states) => states.includes(value);
    if (!isOneOf(old, 'init', 'authority', 'done')) result[old] = this.#component();
    if (old !== 'init' && state !== 'done') {
      const early = isOneOf(old, 'protocol', 'authority', 'username', 'password');
      if (early && isOneOf(state, 'port', 'pathname', 'search', 'hash')) result.hostname ??= '';
      const beforePath = early || isOneOf(old, 'hostname', 'port');
      if (beforePath && isOneOf(state, 'search', 'hash')) result.pathname ??= this.#special ? '/' : '';
      if ((beforePath || old === 'pathname') && state === 'hash') result.search ??= '';
    }
    this.#state = state;
    this.#at += skip;
    this.#start = this.#at;
    this.#step = 0;
  }

  /** The end of the host, the port or the path: true where it was one. */
  #endsHost(withPath) {
    if (withPath && this.#is('/')) this.#change('pathname', 0);
    else if (this.#isSearchPrefix()) this.#change('search', 1);
    else if (this.#is('#')) this.#change('hash', 1);
    else return false;
    return true;
  }

  #next() {
    switch (this.#state) {
      case 'init':
        if (this.#is(':')) this.#rewind('protocol');
        break;
      case 'protocol':
        if (!this.#is(':')) break;
        this.#special = matchesSpecial(compileComponent(this.#component(), protocol, DEFAULT));
        if (this.#is('/', this.#at + 1) && this.#is('/', this.#at + 2)) this.#change('authority', 3);
        else this.#change(this.#special ? 'authority' : 'pathname', 1);
        break;
      case 'authority':
        if (this.#is('@')) this.#rewind('username');
        else if (this.#is('/') || this.#isSearchPrefix() || this.#is('#')) this.#rewind('hostname');
        break;
      case 'username':
        if (this.#is(':')) this.#change('password', 1);
        else if (this.#is('@')) this.#change('hostname', 1);
        break;
      case 'password':
        if (this.#is('@')) this.#change('hostname', 1);
        break;
      case 'hostname':
        if (this.#is('[')) this.#brackets++;
        else if (this.#is(']')) this.#brackets--;
        else if (this.#is(':') && this.#brackets === 0) this.#change('port', 1);
        else this.#endsHost(true);
        break;
      case 'port':
        this.#endsHost(true);
        break;
      case 'pathname':
        this.#endsHost(false);
        break;
      case 'search':
        if (this.#is('#')) this.#change('hash', 1);
        break;
    }
  }

  /** @returns {Record<string, string>} a URLPatternInit */
  parse() {
    for (; this.#at < this.#tokens.length; this.#at += this.#step) {
      this.#step = 1;
      const { type } = this.#tokens[this.#at];
      if (type === 'end') {
        if (this.#state === 'init') {
          this.#rewind();
          if (this.#is('#')) this.#change('hash', 1);
          else if (this.#isSearchPrefix()) this.#change('search', 1);
          else this.#change('pathname', 0);
          continue;
        }
        if (this.#state === 'authority') {
          this.#rewind('hostname');
          continue;
        }
        this.#change('done', 0);
        break;
      }
      if (type === 'open') {
        this.#depth++;
        continue;
      }
      if (this.#depth > 0) {
        if (type !== 'close') continue;
        this.#depth--;
      }
      this.#next();
    }
    if (this.#result.hostname !== undefined) this.#result.port ??= '';
    return this.#result;
  }
}

/**
 * @param {string} input
 * @returns {Record<string, string>}
 * @throws {TypeError}
 */
function parseString(input) {
  return new StringParser(input).parse();
}

module.exports = { matchesSpecial, parseString };
