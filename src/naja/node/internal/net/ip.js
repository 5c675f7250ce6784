'use strict';

// IP addresses as text.

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)';
const v4 = `${octet}(?:\\.${octet}){3}`;
const v4Pattern = new RegExp(`^${v4}$`);
let v6Pattern;

/** RFC 4291, section 2.2: up to eight groups, one run of zeros left out, the last two perhaps as IPv4; a zone. */
function makeV6Pattern() {
  const group = '[\\da-fA-F]{1,4}';
  const forms = [`(?:${group}:){7}(?:${group}|:)`];
  // `before` groups stand before the '::', the rest (at most 7 - before in all) after it.
  for (let before = 6; before >= 1; before--) {
    const after = 7 - before;
    const tail = after >= 2 ? `(?::${group}){0,${after - 2}}:${v4}|` : before === 6 ? `${v4}|` : '';
    forms.push(`(?:${group}:){${before}}(?:${tail}(?::${group}){1,${after}}|:)`);
  }
  forms.push(`:(?:(?::${group}){0,5}:${v4}|(?::${group}){1,7}|:)`);
  return new RegExp(`^(?:${forms.join('|')})(?:%[\\da-zA-Z-.:]+)?$`);
}

/**
 * @param {unknown} text
 * @returns {boolean}
 */
function isIPv4(text) {
  return v4Pattern.test(text);
}

/**
 * @param {unknown} text an address, perhaps with a zone (`fe80::1%eth0`)
 * @returns {boolean}
 */
function isIPv6(text) {
  return (v6Pattern ??= makeV6Pattern()).test(text);
}

/**
 * @param {unknown} text
 * @returns {0|4|6}
 */
function isIP(text) {
  if (isIPv4(text)) return 4;
  return isIPv6(text) ? 6 : 0;
}

/**
 * The eight groups of a valid IPv6 address, zone left out.
 * @param {string} text
 * @returns {number[]}
 */
function groupsOf(text) {
  const zone = text.indexOf('%');
  if (zone !== -1) text = text.slice(0, zone);
  const dot = text.lastIndexOf(':') + 1;
  if (text.includes('.')) {
    const [a, b, c, d] = text.slice(dot).split('.');
    text = `${text.slice(0, dot)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const [head, tail] = text.split('::');
  const parse = (part) => (part ? part.split(':').map((group) => Number.parseInt(group, 16)) : []);
  const first = parse(head);
  if (tail === undefined) return first;
  const last = parse(tail);
  return [...first, ...new Array(8 - first.length - last.length).fill(0), ...last];
}

/**
 * The bytes of an IPv6 address.
 * @param {string} text
 * @returns {Uint8Array} 16 bytes
 */
function ipv6Bytes(text) {
  const bytes = new Uint8Array(16);
  groupsOf(text).forEach((group, i) => {
    bytes[i * 2] = group >> 8;
    bytes[i * 2 + 1] = group & 255;
  });
  return bytes;
}

/**
 * The bytes of an IPv4 address.
 * @param {string} text
 * @returns {Uint8Array} 4 bytes
 */
function ipv4Bytes(text) {
  return Uint8Array.from(text.split('.'), Number);
}

/**
 * Whether a host name means this machine.
 * @param {string} host
 * @returns {boolean}
 */
function isLoopback(host) {
  const name = host.toLowerCase();
  if (name === 'localhost' || name.startsWith('127.')) return true;
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return bare === '::1' || bare === '0:0:0:0:0:0:0:1';
}

module.exports = { isIP, isIPv4, isIPv6, ipv4Bytes, ipv6Bytes, isLoopback };
