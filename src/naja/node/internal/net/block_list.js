'use strict';

// net.BlockList: rules about addresses. An IPv4 address and its IPv4-mapped IPv6 form (::ffff:a.b.c.d) are one.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validateArray, validateInt32, validateString } = require('ext/base/validators');
const { customInspectSymbol } = require('ext/base/util');
const { kClone, setTransferMode } = require('ext/events/symbols');
const { SocketAddress } = require('node/internal/net/socket_address');
const { ipv4Bytes, ipv6Bytes, isIPv4, isIPv6 } = require('node/internal/net/ip');
const inspectModule = require.lazy('ext/console/inspect');

const CLONEABLE = 1;
const MAPPED = 0xffffn << 32n;

/** An address as a number of 128 bits. */
function toNumber(address, family) {
  const isV4 = family === 'ipv4';
  let number = 0n;
  for (const byte of isV4 ? ipv4Bytes(address) : ipv6Bytes(address)) number = (number << 8n) | BigInt(byte);
  return isV4 ? MAPPED | number : number;
}

const isMapped = (number) => number >> 32n === 0xffffn;
const label = (family) => (family === 'ipv4' ? 'IPv4' : 'IPv6');

class AddressRule {
  rank = 0;

  constructor({ address, family }) {
    this.number = toNumber(address, family);
    this.text = `Address: ${label(family)} ${address}`;
  }

  matches(number) {
    return number === this.number;
  }
}

class RangeRule {
  rank = 2;

  constructor(start, end) {
    this.start = toNumber(start.address, start.family);
    this.end = toNumber(end.address, end.family);
    this.text = `Range: ${label(start.family)} ${start.address}-${end.address}`;
    this.ordered = this.start <= this.end;
    // An IPv4 address is not comparable with an IPv6 range that merely surrounds the mapped addresses.
    this.takesV4 = isMapped(this.start) && isMapped(this.end);
  }

  matches(number, family) {
    if (family === 'ipv4' && !this.takesV4) return false;
    return number >= this.start && number <= this.end;
  }
}

class SubnetRule {
  rank = 1;

  constructor({ address, family }, prefix) {
    const bits = family === 'ipv4' ? prefix + 96 : prefix;
    this.shift = BigInt(128 - bits);
    this.network = toNumber(address, family) >> this.shift;
    this.text = `Subnet: ${label(family)} ${address}/${prefix}`;
  }

  matches(number) {
    return number >> this.shift === this.network;
  }
}

/** A SocketAddress, made from text where it is none. */
function toAddress(value, family, name) {
  if (SocketAddress.isSocketAddress(value)) return value;
  validateString(value, name);
  validateString(family, 'family');
  return new SocketAddress({ address: value, family });
}

function validatePrefix(prefix, family) {
  validateInt32(prefix, 'prefix', 0, family === 'ipv4' ? 32 : 128);
  return prefix + 0; // -0 is 0
}

function parseCIDR(cidr) {
  validateString(cidr, 'cidr');
  const slash = cidr.lastIndexOf('/');
  if (slash === -1) {
    throw new ERR_INVALID_ARG_VALUE('cidr', cidr, 'must contain a prefix length (e.g. "10.0.0.0/8")');
  }
  const address = cidr.slice(0, slash);
  const digits = cidr.slice(slash + 1);
  const prefix = Number.parseInt(digits, 10);
  if (`${prefix}` !== digits || Number.isNaN(prefix)) {
    throw new ERR_INVALID_ARG_VALUE('cidr', cidr, 'prefix length must be a valid integer');
  }
  return { address, prefix, family: address.includes(':') ? 'ipv6' : 'ipv4' };
}

class BlockList {
  // Addresses, then subnets, then ranges; each the newest first.
  #rules = [];

  /** Networks that are not reachable from the Internet. */
  static PRIVATE_RANGES = Object.freeze([
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '127.0.0.0/8',
    '::1/128',
    '169.254.0.0/16',
    'fe80::/10',
    'fc00::/7',
  ]);

  /** @returns {boolean} */
  static isBlockList(value) {
    return typeof value === 'object' && value !== null && #rules in value;
  }

  /** Adds a rule; an address that is there already is not added again. */
  #add(rule) {
    if (rule instanceof AddressRule && this.#rules.some((known) => known.text === rule.text)) return;
    const at = this.#rules.findIndex((known) => known.rank >= rule.rank);
    this.#rules.splice(at === -1 ? this.#rules.length : at, 0, rule);
  }

  #remove(rule) {
    const at = this.#rules.findIndex((known) => known.text === rule.text);
    if (at !== -1) this.#rules.splice(at, 1);
  }

  /**
   * @param {string|SocketAddress} address
   * @param {'ipv4'|'ipv6'} [family]
   */
  addAddress(address, family = 'ipv4') {
    this.#add(new AddressRule(toAddress(address, family, 'address')));
  }

  /**
   * All of them or, where one is bad, none.
   * @param {Array<string|SocketAddress>} addresses
   * @param {'ipv4'|'ipv6'} [family]
   */
  addAddresses(addresses, family = 'ipv4') {
    validateArray(addresses, 'addresses');
    validateString(family, 'family');
    const rules = addresses.map((one, i) => new AddressRule(toAddress(one, family, `addresses[${i}]`)));
    for (const rule of rules) this.#add(rule);
  }

  /**
   * Both ends belong to the range.
   * @param {string|SocketAddress} start
   * @param {string|SocketAddress} end
   * @param {'ipv4'|'ipv6'} [family]
   * @throws {ERR_INVALID_ARG_VALUE} where start comes after end
   */
  addRange(start, end, family = 'ipv4') {
    start = toAddress(start, family, 'start');
    const rule = new RangeRule(start, toAddress(end, family, 'end'));
    if (!rule.ordered) throw new ERR_INVALID_ARG_VALUE('start', start, 'must come before end');
    this.#add(rule);
  }

  /**
   * @param {string|SocketAddress} network
   * @param {number} prefix bits: 0 to 32 or 128
   * @param {'ipv4'|'ipv6'} [family]
   */
  addSubnet(network, prefix, family = 'ipv4') {
    network = toAddress(network, family, 'network');
    this.#add(new SubnetRule(network, validatePrefix(prefix, network.family)));
  }

  /** @param {string} cidr such as `10.0.0.0/8` */
  addCIDR(cidr) {
    const { address, prefix, family } = parseCIDR(cidr);
    this.addSubnet(address, prefix, family);
  }

  /** @param {string[]} cidrs */
  addCIDRs(cidrs) {
    validateArray(cidrs, 'cidrs');
    const parsed = cidrs.map((cidr, i) => {
      validateString(cidr, `cidrs[${i}]`);
      return parseCIDR(cidr);
    });
    for (const { address, prefix, family } of parsed) this.addSubnet(address, prefix, family);
  }

  removeAddress(address, family = 'ipv4') {
    this.#remove(new AddressRule(toAddress(address, family, 'address')));
  }

  removeRange(start, end, family = 'ipv4') {
    start = toAddress(start, family, 'start');
    this.#remove(new RangeRule(start, toAddress(end, family, 'end')));
  }

  removeSubnet(network, prefix, family = 'ipv4') {
    network = toAddress(network, family, 'network');
    this.#remove(new SubnetRule(network, validatePrefix(prefix, network.family)));
  }

  removeCIDR(cidr) {
    const { address, prefix, family } = parseCIDR(cidr);
    this.removeSubnet(address, prefix, family);
  }

  /**
   * Whether a rule covers the address; text that is no address is covered by none.
   * @param {string|SocketAddress} address
   * @param {'ipv4'|'ipv6'} [family]
   * @returns {boolean}
   */
  check(address, family = 'ipv4') {
    if (SocketAddress.isSocketAddress(address)) {
      ({ address, family } = address);
    } else {
      validateString(address, 'address');
      validateString(family, 'family');
      family = family.toLowerCase() === 'ipv4' ? 'ipv4' : 'ipv6';
      if (!(family === 'ipv4' ? isIPv4(address) : isIPv6(address))) return false;
    }
    const number = toNumber(address, family);
    return this.#rules.some((rule) => rule.matches(number, family));
  }

  /** Removes all rules. */
  clear() {
    this.#rules.length = 0;
  }

  /** @returns {string[]} */
  get rules() {
    return this.#rules.map(({ text }) => text);
  }

  /** @returns {number} */
  get size() {
    return this.#rules.length;
  }

  toJSON() {
    return this.rules;
  }

  /**
   * Adds rules as toJSON() writes them; what reads as no rule is passed over.
   * @param {string|string[]} data JSON, or the array
   * @throws {ERR_INVALID_ARG_TYPE|SyntaxError}
   */
  fromJSON(data) {
    const list = typeof data === 'string' ? JSON.parse(data) : data;
    if (!Array.isArray(list) || list.some((item) => typeof item !== 'string')) {
      throw new ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], list);
    }
    for (const item of list) this.#read(item);
  }

  #read(item) {
    const found = /(Subnet|Address|Range): (IPv4|IPv6) ([\da-f:.]+)(?:([/-])([\da-f:.]+))?/i.exec(item);
    if (found === null) return;
    const [, kind, version, first, separator, second] = found;
    const family = version.toLowerCase();
    if (kind === 'Subnet' && separator === '/') this.addSubnet(first, Number.parseInt(second, 10), family);
    else if (kind === 'Address') this.addAddress(first, family);
    else if (kind === 'Range' && separator === '-') this.addRange(first, second, family);
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BlockList ${inspectModule().inspect({ rules: this.rules }, inner)}`;
  }
}

setTransferMode(BlockList.prototype, CLONEABLE);
Object.defineProperties(BlockList.prototype, {
  [kClone]: {
    __proto__: null,
    value() {
      return { data: this.rules, deserializeInfo: 'node/internal/net/block_list:cloneBlockList' };
    },
  },
});

/** A list of the same rules. */
function cloneBlockList(rules) {
  const list = new BlockList();
  list.fromJSON([...rules].reverse()); // each is put before those of its kind
  return list;
}

module.exports = { BlockList, cloneBlockList };
