'use strict';

/** The client's opening handshake: connects, asks for a WebSocket, and looks at the answer (RFC 6455, 4.1). */

const { Parser, RESPONSE, A_NOTIFY } = require('ext/http/parser');
const { HeaderList } = require('ext/fetch/header_list');
const { acceptOf, agreedDeflate, OFFER } = require('ext/websocket/handshake');
const { WebSocketConnection } = require('ext/websocket/connection');
const { Headers } = require('ext/fetch/headers');
const net = require.lazy('node/net');
const tls = require.lazy('node/tls');
const random = require.lazy('ext/crypto/random');

const SWITCHING_PROTOCOLS = 101;
/** llhttp: what follows the head is another protocol. */
const SKIP_ALL = 2;
const MAX_HEADER_SIZE = 65536;

class Handshake {
  /**
   * @param {URL} url
   * @param {{protocols: string[], headers?: HeadersInit, tls?: object}} options
   * @param {{onOpen: Function, onFailure: function(Error): void, handler: object}} listener
   */
  constructor(url, options, listener) {
    this.url = url;
    this.options = options;
    this.listener = listener;
    this.key = random().randomBytes(16).toString('base64');
    this.parser = null;
    this.answer = null;
    this.over = false;
    const secure = url.protocol === 'wss:';
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = Number(url.port) || (secure ? 443 : 80);
    const common = { host, port, noDelay: true };
    this.socket = secure
      ? tls().connect({
          ...common,
          servername: net().isIP(host) ? '' : host,
          ALPNProtocols: ['http/1.1'],
          ...options.tls,
        })
      : net().connect(common);
    this.socket.once(secure ? 'secureConnect' : 'connect', () => this.begin());
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () =>
      this.fail(new Error('The connection was closed before it was a WebSocket')),
    );
  }

  begin() {
    const handle = this.socket._handle;
    this.parser = new Parser();
    this.parser.open(RESPONSE, this, MAX_HEADER_SIZE);
    this.parser.consume(handle);
    handle.reading = true;
    handle.readStart();
    const status = handle.writeLatin1String(() => {}, this.request());
    if (status < 0) this.fail(new Error(`write ${binding('uv').errname(status)}`));
  }

  request() {
    const { url, key, options } = this;
    let head = `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n`;
    const fields = new Headers(options.headers);
    if (url.username !== '' && !fields.has('authorization')) {
      const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
      fields.set('authorization', `Basic ${btoa(credentials)}`);
    }
    const own = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': key,
      'sec-websocket-version': '13',
      'sec-websocket-extensions': OFFER,
    };
    for (const [name, value] of fields)
      if (own[name] === undefined && name !== 'host') head += `${name}: ${value}\r\n`;
    for (const [name, value] of Object.entries(own)) head += `${name}: ${value}\r\n`;
    if (options.protocols.length > 0) head += `sec-websocket-protocol: ${options.protocols.join(', ')}\r\n`;
    return `${head}\r\n`;
  }

  /* ---- the parser's handler ---- */

  onHeaders(info, status, reason, block) {
    this.answer = { status, list: new HeaderList(block) };
    return SKIP_ALL | A_NOTIFY;
  }

  onBody() {}

  onComplete() {}

  onIdle() {}

  onExecute(result, parser) {
    if (typeof result === 'object') {
      this.fail(new Error('The server did not answer in HTTP'));
      return;
    }
    if (this.answer === null) return;
    const rest = parser.currentInput().subarray(result);
    const problem = this.check();
    if (problem !== null) {
      this.fail(problem);
      return;
    }
    this.open(rest);
  }

  /** @returns {Error|null} what is wrong with the answer */
  check() {
    const { status, list } = this.answer;
    if (status !== SWITCHING_PROTOCOLS) {
      return new Error(`Received network error or non-101 status code.`);
    }
    if (list.get('upgrade')?.toLowerCase() !== 'websocket') {
      return new Error('Server did not set Upgrade header to "websocket".');
    }
    if (list.get('connection')?.toLowerCase() !== 'upgrade') {
      return new Error('Server did not set Connection header to "upgrade".');
    }
    if (list.get('sec-websocket-accept') !== acceptOf(this.key)) {
      return new Error('Incorrect hash received in Sec-WebSocket-Accept header.');
    }
    const protocol = list.get('sec-websocket-protocol');
    if (protocol !== null && !this.options.protocols.includes(protocol)) {
      return new Error('Protocol was not set in the opening handshake.');
    }
    return null;
  }

  open(rest) {
    const { list } = this.answer;
    const extensions = list.get('sec-websocket-extensions') ?? '';
    let deflate;
    try {
      deflate = agreedDeflate(extensions);
    } catch (error) {
      this.fail(error);
      return;
    }
    const { socket } = this;
    const handle = socket._handle;
    this.over = true;
    this.parser.unconsume();
    this.parser.close();
    socket.removeAllListeners('close');
    const connection = new WebSocketConnection(this.listener.handler, handle, {
      server: false,
      deflate,
      closeHandle: () => socket.destroy(),
    });
    this.listener.onOpen(connection, list.get('sec-websocket-protocol') ?? '', extensions);
    connection.start(rest);
  }

  fail(error) {
    if (this.over) return;
    this.over = true;
    this.parser?.close();
    this.socket.destroy();
    this.listener.onFailure(error);
  }

  /** The program does not want it any more. */
  abort(error) {
    queueMicrotask(() => this.fail(error));
  }
}

/** Begins a handshake. @returns {{abort(Error): void}} */
function connect(url, options, listener) {
  return new Handshake(url, options, listener);
}

module.exports = { connect };
