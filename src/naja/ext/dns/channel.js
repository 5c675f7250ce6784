'use strict';

// Asks name servers: UDP first, TCP where an answer does not fit; one server after the other, several times.

const { types, BadResponse, writeQuery, readMessage, describeAll } = require('ext/dns/wire');
const { isIP, ipv6Bytes } = require('node/internal/net/ip');
const dgram = require.lazy('node/dgram');
const net = require.lazy('node/net');
const url = require.lazy('node/url');
const timers = require.lazy('ext/timers/timers');
const process = require.lazy('node/process');
const buffer = require.lazy('node/buffer');

const DNS_PORT = 53;
const DEFAULT_TIMEOUT = 2000;
const UV_EINVAL = -22;

// RCODE (RFC 1035, 4.1.1) to the names that c-ares gave them.
const rcodes = ['', 'EFORMERR', 'ESERVFAIL', 'ENOTFOUND', 'ENOTIMP', 'EREFUSED'];
// Another server may do better.
const retried = new Set(['ESERVFAIL', 'ENOTIMP', 'EREFUSED', 'ETIMEOUT', 'ECONNREFUSED', 'EBADRESP']);

const queryTypes = {
  queryAny: 'ANY',
  queryA: 'A',
  queryAaaa: 'AAAA',
  queryCaa: 'CAA',
  queryCname: 'CNAME',
  queryMx: 'MX',
  queryNs: 'NS',
  queryTlsa: 'TLSA',
  queryTxt: 'TXT',
  querySrv: 'SRV',
  queryPtr: 'PTR',
  queryNaptr: 'NAPTR',
  querySoa: 'SOA',
};

function readLines(path) {
  try {
    return require('ext/fs/own_file')
      .readOwn(path)
      .split('\n')
      .map((line) => line.replace(/[#;].*/, '').trim());
  } catch {
    return [];
  }
}

/** The servers of /etc/resolv.conf. */
function systemServers() {
  const found = [];
  for (const line of readLines('/etc/resolv.conf')) {
    const [word, address] = line.split(/\s+/);
    if (word === 'nameserver' && isIP(address)) found.push([address, DNS_PORT]);
  }
  return found.length > 0 ? found : [['127.0.0.1', DNS_PORT]];
}

/** The names that /etc/hosts has for an address; where there are several, without the first one, as c-ares gives them. */
function hostNames(address) {
  const names = [];
  for (const line of readLines('/etc/hosts')) {
    const [known, ...rest] = line.split(/\s+/);
    if (known === address) names.push(...rest);
  }
  return names.length > 1 ? names.slice(1) : names;
}

/** The name under which an address is looked up (RFC 1035, 3.5; RFC 3596, 2.5). */
function reverseName(address) {
  if (isIP(address) === 4) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const nibbles = [...ipv6Bytes(address)].flatMap((byte) => [byte >> 4, byte & 15]);
  return `${nibbles
    .reverse()
    .map((nibble) => nibble.toString(16))
    .join('.')}.ip6.arpa`;
}

/** One query under way. */
class Query {
  constructor(channel, name, type, done) {
    this.channel = channel;
    this.name = name;
    this.type = type;
    this.done = done;
    this.attempt = 0;
    this.error = 'ETIMEOUT';
    this.socket = null;
    this.timer = null;
  }

  /** Asks the next server; gives up after `tries` rounds. */
  next() {
    const { channel } = this;
    const { servers, tries } = channel;
    if (this.attempt >= servers.length * tries) {
      this.finish(this.error);
      return;
    }
    const round = Math.floor(this.attempt / servers.length);
    this.server = servers[this.attempt++ % servers.length];
    this.id = Math.floor(Math.random() * 0x10000);
    this.message = writeQuery(this.id, this.name, types[this.type]);
    if (this.message === undefined) {
      this.finish('EBADNAME');
      return;
    }
    let timeout = channel.timeout * 2 ** round;
    if (channel.maxTimeout > 0) timeout = Math.min(timeout, channel.maxTimeout);
    this.timer = timers().setTimeout(() => this.failed('ETIMEOUT'), timeout);
    this.askByUdp();
  }

  askByUdp() {
    const [address, port] = this.server;
    const family = isIP(address);
    const socket = dgram().createSocket(family === 6 ? 'udp6' : 'udp4');
    this.socket = socket;
    socket.on('error', (error) => this.broken(error));
    socket.on('message', (message) => this.received(message, false));
    const send = () =>
      socket.connect(port, address, (error) => (error ? this.broken(error) : socket.send(this.message)));
    const local = family === 6 ? this.channel.local6 : this.channel.local4;
    if (local) socket.bind({ address: local, port: 0 }, send);
    else send();
  }

  askByTcp() {
    const [address, port] = this.server;
    const socket = net().connect({ host: address, port });
    this.socket = socket;
    const { length } = this.message;
    socket.on('error', (error) => this.broken(error));
    socket.on('end', () => this.failed('EBADRESP'));
    let bytes = [];
    socket.on('data', (chunk) => {
      bytes = bytes.length === 0 ? chunk : buffer().Buffer.concat([bytes, chunk]);
      if (bytes.length < 2 || bytes.length < 2 + ((bytes[0] << 8) | bytes[1])) return;
      this.received(bytes.subarray(2, 2 + ((bytes[0] << 8) | bytes[1])), true);
    });
    socket.write(Uint8Array.of(length >> 8, length & 255));
    socket.write(this.message);
  }

  received(bytes, byTcp) {
    let message;
    try {
      message = readMessage(bytes);
    } catch (error) {
      if (!(error instanceof BadResponse)) throw error;
      this.failed('EBADRESP');
      return;
    }
    if (message.id !== this.id || !message.isAnswer) return; // somebody else's
    this.stop();
    if (message.isTruncated && !byTcp) {
      this.timer = timers().setTimeout(() => this.failed('ETIMEOUT'), this.channel.timeout);
      this.askByTcp();
      return;
    }
    if (message.rcode !== 0) {
      const error = rcodes[message.rcode] ?? 'EBADRESP';
      if (retried.has(error)) this.failed(error);
      else this.finish(error);
      return;
    }
    this.finish(null, message.records);
  }

  /** The socket failed; where it may not be used, other servers are not asked, either. */
  broken(error) {
    if (error.code === 'ERR_ACCESS_DENIED') this.finish(error);
    else this.failed(error.code === 'ECONNREFUSED' ? 'ECONNREFUSED' : 'ETIMEOUT');
  }

  failed(error) {
    this.stop();
    this.error = error;
    this.next();
  }

  /** Lets go of the socket and the timer. */
  stop() {
    timers().clearTimeout(this.timer);
    const { socket } = this;
    this.socket = null;
    if (socket === null) return;
    socket.removeAllListeners();
    socket.on('error', () => {});
    if (typeof socket.destroy === 'function') socket.destroy();
    else socket.close();
  }

  finish(error, records) {
    this.stop();
    this.channel.pending.delete(this);
    this.done(error, records);
  }
}

class Channel {
  constructor(timeout, tries, maxTimeout) {
    this.timeout = timeout < 0 ? DEFAULT_TIMEOUT : timeout;
    this.tries = tries;
    this.maxTimeout = maxTimeout;
    this.pending = new Set();
    this.given = undefined;
    this.local4 = undefined;
    this.local6 = undefined;
  }

  get servers() {
    return (this.given ??= systemServers());
  }

  getServers() {
    return this.servers;
  }

  /** @returns {boolean} false while queries are under way */
  setServers(servers) {
    if (this.pending.size > 0) return false;
    this.given = servers;
    return true;
  }

  setLocalAddress(v4, v6) {
    this.local4 = v4;
    this.local6 = v6;
  }

  cancel() {
    for (const query of this.pending) query.finish('ECANCELLED');
  }

  /**
   * Starts a query; `request.oncomplete(error, result, ttls)` comes later.
   * @returns {number} 0, or a libuv error
   */
  query(request, kind, name) {
    if (kind === 'getHostByAddr') return this.reverse(request, name);
    const type = queryTypes[kind];
    // eslint-disable-next-line no-control-regex
    const ascii = /^[\x00-\x7f]*$/.test(name) ? name : url().domainToASCII(name);
    this.start(ascii, type, (error, records) => {
      if (error) request.oncomplete(error);
      else answer(request, type, records);
    });
    return 0;
  }

  start(name, type, done) {
    // Names of Tor's services are asked of nobody (RFC 7686).
    if (/\.onion\.?$/i.test(name)) {
      process().nextTick(done, 'ENOTFOUND');
      return;
    }
    const query = new Query(this, name, type, done);
    this.pending.add(query);
    process().nextTick(() => {
      if (this.pending.has(query)) query.next();
    });
  }

  reverse(request, address) {
    if (isIP(address) === 0) return UV_EINVAL;
    const known = hostNames(address);
    if (known.length > 0) {
      process().nextTick(() => request.oncomplete(null, known));
      return 0;
    }
    this.start(reverseName(address), 'PTR', (error, records) => {
      if (error) request.oncomplete(error);
      else answer(request, 'PTR', records);
    });
    return 0;
  }
}

/** Hands over the records of the type that was asked for. */
function answer(request, type, records) {
  if (type === 'ANY') {
    const all = describeAll(records);
    if (all.length === 0) request.oncomplete('ENODATA');
    else request.oncomplete(null, all);
    return;
  }
  const wanted = records.filter((record) => record.type === type);
  const values = wanted.map(({ value }) => value);
  if (values.length === 0) {
    request.oncomplete('ENODATA');
  } else if (type === 'SOA') {
    request.oncomplete(null, values[0]);
  } else if (type === 'A' || type === 'AAAA') {
    request.oncomplete(
      null,
      values,
      wanted.map(({ ttl }) => ttl),
    );
  } else {
    request.oncomplete(null, values);
  }
}

module.exports = { Channel };
