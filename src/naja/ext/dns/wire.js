'use strict';

// DNS messages (RFC 1035, section 4): queries written, answers read into the shapes that node:dns promises.

/** Numbers of record types. */
const types = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  NAPTR: 35,
  TLSA: 52,
  ANY: 255,
  CAA: 257,
};

const HEADER = 12;
const CLASS_IN = 1;
const MAX_LABEL = 63;
const MAX_NAME = 255;
/** Pointers followed in one name at most: more is a loop. */
const MAX_POINTERS = 128;

/** An answer that is no DNS message, or ends too early. */
class BadResponse extends Error {}

/**
 * A query.
 * @param {number} id 16 bits
 * @param {string} name ASCII
 * @param {number} type
 * @returns {Uint8Array|undefined} undefined where the name is none
 */
function writeQuery(id, name, type) {
  const labels = name === '' || name === '.' ? [] : name.replace(/\.$/, '').split('.');
  const size = labels.reduce((sum, label) => sum + label.length + 1, 1);
  if (size > MAX_NAME || labels.some((label) => label === '' || label.length > MAX_LABEL)) return undefined;
  const bytes = new Uint8Array(HEADER + size + 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, id);
  view.setUint16(2, 0x0100); // a standard query, recursion desired
  view.setUint16(4, 1);
  let at = HEADER;
  for (const label of labels) {
    bytes[at++] = label.length;
    for (let i = 0; i < label.length; i++) bytes[at++] = label.charCodeAt(i);
  }
  at++;
  view.setUint16(at, type);
  view.setUint16(at + 2, CLASS_IN);
  return bytes;
}

/** Reads through a message; whatever lies outside it is a BadResponse. */
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  take(size) {
    const start = this.at;
    if (start + size > this.bytes.length) throw new BadResponse();
    this.at += size;
    return start;
  }

  u8() {
    return this.bytes[this.take(1)];
  }

  u16() {
    return this.view.getUint16(this.take(2));
  }

  u32() {
    return this.view.getUint32(this.take(4));
  }

  data(size) {
    const start = this.take(size);
    return this.bytes.subarray(start, start + size);
  }

  /** Latin-1, as names and texts are on the wire. */
  text(size) {
    let text = '';
    for (const byte of this.data(size)) text += String.fromCharCode(byte);
    return text;
  }

  /** A character-string: its length in one byte. */
  string() {
    return this.text(this.u8());
  }

  /** A domain name, with pointers followed. */
  name() {
    const labels = [];
    let back = -1;
    for (let pointers = 0; ;) {
      const size = this.u8();
      if (size === 0) break;
      if (size < 0xc0) {
        if (size > MAX_LABEL) throw new BadResponse();
        labels.push(this.text(size));
        continue;
      }
      const target = ((size & 0x3f) << 8) | this.u8();
      if (back === -1) back = this.at;
      if (++pointers > MAX_POINTERS) throw new BadResponse();
      this.at = target;
    }
    if (back !== -1) this.at = back;
    return labels.join('.');
  }
}

function ipv6Text(data) {
  const groups = [];
  for (let i = 0; i < 16; i += 2) groups.push(((data[i] << 8) | data[i + 1]).toString(16));
  // The longest run of at least two zeros is left out (RFC 5952).
  const full = groups.join(':');
  let longest = '';
  for (const [run] of full.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g))
    if (run.length > longest.length) longest = run;
  if (longest.replaceAll(':', '').length < 2) return full;
  const at = full.indexOf(longest);
  return `${full.slice(0, at)}::${full.slice(at + longest.length).replace(/^:/, '')}`;
}

// The data of a record, by type: what it is in a list of records of one type.
const readers = {
  A: (reader) => reader.data(4).join('.'),
  AAAA: (reader) => ipv6Text(reader.data(16)),
  NS: (reader) => reader.name(),
  CNAME: (reader) => reader.name(),
  PTR: (reader) => reader.name(),
  MX: (reader) => {
    const priority = reader.u16();
    return { exchange: reader.name(), priority };
  },
  TXT: (reader, end) => {
    const chunks = [];
    while (reader.at < end) chunks.push(reader.string());
    return chunks;
  },
  SRV: (reader) => {
    const [priority, weight, port] = [reader.u16(), reader.u16(), reader.u16()];
    return { name: reader.name(), port, priority, weight };
  },
  NAPTR: (reader) => {
    const [order, preference] = [reader.u16(), reader.u16()];
    const [flags, service, regexp] = [reader.string(), reader.string(), reader.string()];
    return { flags, service, regexp, replacement: reader.name(), order, preference };
  },
  SOA: (reader) => {
    const [nsname, hostmaster] = [reader.name(), reader.name()];
    const [serial, refresh, retry, expire, minttl] = Array.from({ length: 5 }, () => reader.u32());
    return { nsname, hostmaster, serial, refresh, retry, expire, minttl };
  },
  CAA: (reader, end) => {
    const critical = reader.u8();
    const tag = reader.string();
    return { critical, [tag]: reader.text(end - reader.at), type: 'CAA' };
  },
  TLSA: (reader, end) => {
    const [certUsage, selector, match] = [reader.u8(), reader.u8(), reader.u8()];
    return { certUsage, selector, match, data: reader.data(end - reader.at).slice().buffer };
  },
};

const typeNames = Object.fromEntries(Object.entries(types).map(([name, number]) => [number, name]));

/**
 * An answer.
 * @param {Uint8Array} bytes
 * @returns {{id, isAnswer, isTruncated, rcode, records: Array<{type: string, ttl: number, value}>}}
 * @throws {BadResponse}
 */
function readMessage(bytes) {
  const reader = new Reader(bytes);
  const id = reader.u16();
  const flags = reader.u16();
  const [questions, answers] = [reader.u16(), reader.u16()];
  reader.take(4); // how many records of authorities, and additional ones
  const message = {
    id,
    isAnswer: (flags & 0x8000) !== 0,
    isTruncated: (flags & 0x0200) !== 0,
    rcode: flags & 15,
    records: [],
  };
  for (let i = 0; i < questions; i++) {
    reader.name();
    reader.take(4);
  }
  for (let i = 0; i < answers; i++) {
    reader.name();
    const type = typeNames[reader.u16()];
    reader.take(2); // class
    const ttl = reader.u32();
    const size = reader.u16();
    const end = reader.take(size) + size;
    if (readers[type] === undefined) continue;
    reader.at = end - size;
    message.records.push({ type, ttl, value: readers[type](reader, end) });
    reader.at = end;
  }
  return message;
}

// What resolveAny() makes of a record's value, where that is not an object that only wants a type.
const shapes = {
  A: (address, ttl) => ({ address, ttl, type: 'A' }),
  AAAA: (address, ttl) => ({ address, ttl, type: 'AAAA' }),
  TXT: (entries) => ({ entries, type: 'TXT' }),
};
for (const type of ['NS', 'CNAME', 'PTR']) shapes[type] = (value) => ({ value, type });

const anyOrder = ['A', 'CNAME', 'AAAA', 'MX', 'NS', 'TXT', 'SRV', 'PTR', 'NAPTR', 'SOA', 'CAA', 'TLSA'];

/** All records as resolveAny() gives them. */
function describeAll(records) {
  return anyOrder.flatMap((type) =>
    records
      .filter((record) => record.type === type)
      .map(({ value, ttl }) => shapes[type]?.(value, ttl) ?? { ...value, type }),
  );
}

module.exports = { types, BadResponse, writeQuery, readMessage, describeAll };
