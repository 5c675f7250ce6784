'use strict';

// What a primary process and its workers say to each other: {cmd: 'NODE_CLUSTER', act, ...}, with a number where an
// answer is waited for, which comes back as `ack`. The words are Node's, so that either end may be Node.

const waiting = new Map();
let number = 0;

/**
 * @param {import('node:child_process').ChildProcess | NodeJS.Process} target
 * @param {object} message
 * @param {object} [handle]
 * @param {(reply: object, handle?: object) => void} [onReply]
 * @returns {boolean} false where the channel is closed
 */
function send(target, message, handle, onReply) {
  if (!target.connected) return false;
  if (onReply !== undefined) waiting.set(number, onReply);
  return target._send({ cmd: 'NODE_CLUSTER', ...message, seq: number++ }, handle, { swallowErrors: true });
}

/**
 * A listener of 'internalMessage': answers go to who waits for them, all else to `onMessage`.
 * @param {(message: object, handle?: object) => void} onMessage
 */
function receiver(onMessage) {
  return (message, handle) => {
    if (message.cmd !== 'NODE_CLUSTER') return;
    const { ack } = message;
    const onReply = waiting.get(ack);
    if (ack === undefined || onReply === undefined) {
      onMessage(message, handle);
      return;
    }
    waiting.delete(ack);
    onReply(message, handle);
  };
}

module.exports = { receiver, send };
