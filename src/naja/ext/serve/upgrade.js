'use strict';

/** Responses that stand for another protocol: status 101, and who takes the connection over then. */

const { headerListOf } = require('ext/fetch/response');
const { BODY_NONE } = require('ext/http/parser');

const takers = new WeakMap();

/**
 * Has a response give the connection away when it is sent.
 * @param {Response} response with status 101
 * @param {function({handle: object, rest: Uint8Array|null}): void} taker
 */
function setTaker(response, taker) {
  takers.set(response, taker);
}

/**
 * Sends a response that gives its connection away.
 * @returns {boolean} false where it is no such response
 */
function take(exchange, response) {
  const taker = takers.get(response);
  if (taker === undefined) return false;
  let head = 'HTTP/1.1 101 Switching Protocols\r\n';
  const { fields } = headerListOf(response);
  for (let i = 0; i < fields.length; i += 3) head += `${fields[i + 1]}: ${fields[i + 2]}\r\n`;
  switchProtocol(exchange, `${head}\r\n`, taker);
  return true;
}

/**
 * Sends the head of a 101 response, and gives the connection away.
 * @param {Exchange} exchange
 * @param {string} head with the empty line at its end
 * @param {function({handle: object, rest: Uint8Array|null}): void} taker
 */
function switchProtocol(exchange, head, taker) {
  const { connection } = exchange;
  exchange.responded = true;
  connection.send(head, '', BODY_NONE, '');
  if (connection.inHeaders) {
    // The parser still runs: what it has not read yet is told afterwards.
    exchange.takeOver = taker;
    connection.notify = true;
  } else {
    taker(connection.detach());
  }
}

module.exports = { setTaker, switchProtocol, take };
