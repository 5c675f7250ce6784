'use strict';

// cluster.Worker, as the primary process and the worker itself see it.

const EventEmitter = require('node/events');
const { validateObject } = require('ext/base/validators');

/**
 * @param {{id?: number, state?: string, process?: object}} [options]
 */
function Worker(options) {
  if (!(this instanceof Worker)) return new Worker(options);
  EventEmitter.call(this);
  if (options !== undefined && options !== null) validateObject(options, 'options');
  const { id = 0, state = 'none', process = undefined } = options ?? {};
  this.exitedAfterDisconnect = undefined;
  this.state = state;
  this.id = id | 0;
  if (!process) return;
  this.process = process;
  process.on('error', (code, signal) => this.emit('error', code, signal));
  process.on('message', (message, handle) => this.emit('message', message, handle));
}
Object.setPrototypeOf(Worker.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Worker, EventEmitter);

Worker.prototype.kill = function (...args) {
  return this.destroy(...args);
};

Worker.prototype.send = function (...args) {
  return this.process.send(...args);
};

Worker.prototype.isDead = function () {
  return this.process.exitCode != null || this.process.signalCode != null;
};

Worker.prototype.isConnected = function () {
  return this.process.connected;
};

module.exports = Worker;
