'use strict';

/** Deno.upgradeWebSocket. */

const { exchanges } = require('deno/exchanges');
const { setTaker } = require('ext/serve/upgrade');
const { createResponse } = require('ext/fetch/response');
const { HeaderList } = require('ext/fetch/header_list');
const { WebSocketConnection } = require('ext/websocket/connection');
const { forServer } = require('ext/websocket/websocket');
const { acceptOf, acceptDeflate } = require('ext/websocket/handshake');
const timers = require.lazy('ext/timers/timers');

const DEFAULT_IDLE = 30; // seconds

function listHas(field, word) {
  return field !== null && field.split(',').some((one) => one.trim().toLowerCase() === word);
}

/** Pings a client from which nothing has come for a while, and drops it where that does not help. */
class Keeper {
  constructor(connection, seconds) {
    this.connection = connection;
    this.pinged = false;
    this.timer = timers().setUnrefTimeout(() => this.look(), seconds * 1000);
    this.seconds = seconds;
  }

  look() {
    const { connection } = this;
    if (connection.state > 1) return;
    if (connection.active) {
      connection.active = false;
      this.pinged = false;
    } else if (this.pinged) {
      connection.terminate();
      return;
    } else {
      this.pinged = true;
      connection.ping();
    }
    this.timer = timers().setUnrefTimeout(() => this.look(), this.seconds * 1000);
  }
}

/**
 * Makes a WebSocket of a request.
 * @param {Request} request of Deno.serve
 * @param {{protocol?: string, idleTimeout?: number}} [options] idleTimeout: seconds, 0 for ever
 * @returns {{response: Response, socket: WebSocket}} the handler gives the response
 * @throws {TypeError}
 */
function upgradeWebSocket(request, options = {}) {
  const { headers } = request;
  if (!listHas(headers.get('upgrade'), 'websocket')) {
    throw new TypeError("Invalid Header: 'upgrade' header must contain 'websocket'");
  }
  if (!listHas(headers.get('connection'), 'upgrade')) {
    throw new TypeError("Invalid Header: 'connection' header must contain 'Upgrade'");
  }
  const key = headers.get('sec-websocket-key');
  if (key === null) throw new TypeError("Invalid Header: 'sec-websocket-key' header must be set");
  if (!exchanges.has(request)) {
    throw new TypeError('Cannot upgrade a request that did not come from Deno.serve');
  }
  const list = new HeaderList();
  list.append('upgrade', 'upgrade', 'websocket');
  list.append('connection', 'connection', 'Upgrade');
  list.append('sec-websocket-accept', 'sec-websocket-accept', acceptOf(key));
  const protocol = options.protocol ?? '';
  if (protocol !== '') {
    if (!listHas(headers.get('sec-websocket-protocol'), protocol.toLowerCase())) {
      throw new TypeError(`Protocol '${protocol}' not in the request's protocol list (non negotiable)`);
    }
    list.append('sec-websocket-protocol', 'sec-websocket-protocol', protocol);
  }
  const agreed = acceptDeflate(headers.get('sec-websocket-extensions'));
  if (agreed !== null) list.append('sec-websocket-extensions', 'sec-websocket-extensions', agreed.header);
  const response = createResponse(101, '', list, null, 'default', null);
  const { socket, handler, open } = forServer();
  setTaker(response, ({ handle, rest }) => {
    const connection = new WebSocketConnection(handler, handle, {
      server: true,
      deflate: agreed?.deflate ?? null,
    });
    const idle = options.idleTimeout ?? DEFAULT_IDLE;
    if (idle > 0) new Keeper(connection, idle);
    open(connection, protocol, agreed?.header ?? '');
    connection.start(rest);
  });
  return { response, socket };
}

module.exports = { upgradeWebSocket };
