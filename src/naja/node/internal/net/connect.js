'use strict';

// socket.connect(): names become addresses, addresses are tried, one after the other where a name has several
// (RFC 8305, "happy eyeballs", as Node does it: families take turns, each attempt gets some time).

const {
  codes: {
    ERR_INVALID_ADDRESS_FAMILY,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_IP_ADDRESS,
    ERR_IP_BLOCKED,
    ERR_MISSING_ARGS,
    ERR_SOCKET_CONNECTION_TIMEOUT,
  },
  ErrnoException,
  ExceptionWithHostPort,
  NodeAggregateError,
} = require('ext/base/errors');
const {
  validateBoolean,
  validateFunction,
  validateInt32,
  validateNumber,
  validatePort,
  validateString,
  validateStringWithoutNullBytes,
} = require('ext/base/validators');
const { attempt } = require('ext/base/attempt');
const { clearTimeout, setTimeout } = require('ext/timers/timers');
const { TCP, Pipe, SOCKET, errno } = require('node/internal/net/handles');
const { isIP } = require('node/internal/net/ip');
const { Socket, initSocketHandle } = require('node/internal/net/socket');
const defaults = require('node/internal/net/defaults');
const { channels } = require('node/internal/net/channels');
const {
  kOwner,
  kReinitializeHandle,
  kSetNoDelay,
  kSetKeepAlive,
  kSetKeepAliveInitialDelay,
  kSetKeepAliveInterval,
  kSetKeepAliveCount,
  kSetTOS,
  kBoundSource,
} = require('node/internal/net/symbols');
const observed = require('ext/performance/observed');
const watched = require.lazy('ext/performance/requests');
const process = require.lazy('node/process');
const dns = require.lazy('node/dns');

const ANY_IPV4 = '0.0.0.0';
const ANY_IPV6 = '::';

/* ---------------------------------------------------------------- the call */

/**
 * `socket.connect(...args)`.
 * @param {Socket} socket
 * @param {Array} args (options|path|port[, host][, callback]), or one array that normalizeArgs() made
 * @returns {Socket}
 * @throws {ERR_MISSING_ARGS|ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE|ERR_SOCKET_BAD_PORT|ERR_INVALID_IP_ADDRESS}
 */
function connect(socket, args) {
  const [options, callback] = defaults.isNormalized(args[0]) ? args[0] : defaults.normalizeArgs(args);
  const { clientSocket } = channels();
  if (clientSocket.hasSubscribers) clientSocket.publish({ socket });
  if (callback !== null) socket.once('connect', callback);
  if (socket._parent?.connecting) return socket;
  if (options.port === undefined && options.path == null) {
    throw new ERR_MISSING_ARGS(['options', 'port', 'path']);
  }

  // After an end by the other side write() was replaced.
  if (socket.write !== Socket.prototype.write) socket.write = Socket.prototype.write;
  if (socket.destroyed) {
    socket._handle = null;
    socket._peername = null;
    socket._sockname = null;
  }

  const { path } = options;
  const isPipe = socket[kBoundSource] && socket._handle ? socket._handle instanceof Pipe : Boolean(path);
  if (!socket._handle) {
    socket._handle = isPipe ? new Pipe(SOCKET) : new TCP(SOCKET);
    initSocketHandle(socket);
  }
  socket._unrefTimer();
  socket.connecting = true;
  if (isPipe) {
    validateString(path, 'options.path');
    connectTo(socket, path);
  } else {
    lookupAndConnect(socket, options);
  }
  return socket;
}

/* ---------------------------------------------------------------- names */

function checkOptions(socket, options, host) {
  const { localAddress, localPort } = options;
  let { port, autoSelectFamily, autoSelectFamilyAttemptTimeout: timeout } = options;
  validateStringWithoutNullBytes(host, 'options.host');
  if (socket[kBoundSource]) {
    if (localAddress !== undefined || localPort !== undefined) {
      const reason = 'localAddress and localPort cannot be used with an adopted bound socket';
      throw new ERR_INVALID_ARG_VALUE('options', options, reason);
    }
    autoSelectFamily = false;
  }
  if (localAddress && !isIP(localAddress)) throw new ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort) validateNumber(localPort, 'options.localPort');
  if (port !== undefined) {
    if (typeof port !== 'number' && typeof port !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], port);
    }
    validatePort(port);
  }
  port |= 0;
  if (autoSelectFamily != null) validateBoolean(autoSelectFamily, 'options.autoSelectFamily');
  else autoSelectFamily = defaults.autoSelectFamily;
  if (timeout != null) {
    validateInt32(timeout, 'options.autoSelectFamilyAttemptTimeout', 1);
    timeout = Math.max(timeout, defaults.MIN_ATTEMPT_TIMEOUT);
  } else {
    timeout = defaults.attemptTimeout;
  }
  return { port, autoSelectFamily, timeout };
}

const families = { IPv4: 4, IPv6: 6 };

function lookupAndConnect(socket, options) {
  const { localAddress, localPort } = options;
  const host = options.host || 'localhost';
  const { port, autoSelectFamily, timeout } = checkOptions(socket, options, host);
  const go = (ip, family) => connectTo(socket, ip, port, family, localAddress, localPort);

  const family = isIP(host);
  if (family) {
    // The address that a bound socket gets is to be seen at once.
    if (socket[kBoundSource]) {
      go(host, family);
    } else {
      process().nextTick(() => {
        if (socket.connecting) go(host, family);
      });
    }
    return;
  }

  if (options.lookup != null) validateFunction(options.lookup, 'options.lookup');
  const lookup = options.lookup || dns().lookup;
  const question = { family: families[options.family] ?? options.family, hints: options.hints || 0 };
  const anyFamily = question.family !== 4 && question.family !== 6;
  if (anyFamily && question.hints === 0) question.hints = dns().ADDRCONFIG;
  socket._host = host;
  if (anyFamily && !localAddress && autoSelectFamily) {
    question.all = true;
    lookupAll(socket, lookup, host, options, question, { port, localPort, timeout, go });
    return;
  }
  lookup(host, question, (error, ip, addressType) => {
    socket.emit('lookup', error, ip, addressType, host);
    // It may have been destroyed meanwhile.
    if (!socket.connecting) return;
    error ??= addressError(ip, addressType, options);
    if (error) {
      process().nextTick(failNT, socket, error);
      return;
    }
    socket._unrefTimer();
    go(ip, addressType);
  });
}

/** What is wrong with the answer of a lookup function, or null. */
function addressError(ip, family, options) {
  if (typeof ip !== 'string' || !isIP(ip)) return new ERR_INVALID_IP_ADDRESS(ip);
  if (family !== 4 && family !== 6) return new ERR_INVALID_ADDRESS_FAMILY(family, options.host, options.port);
  return null;
}

// Listeners of 'error' are added after createConnection() has returned.
function failNT(socket, error) {
  socket.destroy(error);
}

function lookupAll(socket, lookup, host, options, question, { port, localPort, timeout, go }) {
  lookup(host, question, (error, addresses) => {
    if (!socket.connecting) return;
    if (error) {
      socket.emit('lookup', error, undefined, undefined, host);
      process().nextTick(failNT, socket, error);
      return;
    }
    const usable = new Map(); // family -> addresses; the family of the first one leads
    for (const entry of addresses) {
      const { address, family } = entry;
      socket.emit('lookup', error, address, family, host);
      if (!socket.connecting) return;
      if (!isIP(address) || (family !== 4 && family !== 6)) continue;
      if (!usable.has(family)) usable.set(family, []);
      const list = usable.get(family);
      if (!list.some((known) => known.address === address)) list.push(entry);
    }
    if (usable.size === 0) {
      const { address, family } = addresses[0];
      process().nextTick(failNT, socket, addressError(address, family, options));
      return;
    }
    const turns = takeTurns([...usable.values()]);
    socket._unrefTimer();
    if (turns.length === 1) {
      go(turns[0].address, turns[0].family);
      return;
    }
    socket.autoSelectFamilyAttemptedAddresses = [];
    tryNext(
      { socket, addresses: turns, current: 0, port, localPort, timeout, timer: null, errors: [] },
      false,
    );
  });
}

/** One of each list, then the next of each, and so on. */
function takeTurns(lists) {
  const result = [];
  for (let i = 0; lists.some((list) => i < list.length); i++) {
    for (const list of lists) if (i < list.length) result.push(list[i]);
  }
  return result;
}

/* ---------------------------------------------------------------- one address */

/** Binds before connecting. EADDRINUSE may hide: libuv tells it late, and another port may have been taken. */
function bindLocal(handle, family, localAddress, localPort) {
  let error = attempt(() =>
    family === 4 ? handle.bind(localAddress, localPort) : handle.bind6(localAddress, localPort, 0),
  );
  if (error === 0 && localPort > 0 && handle.getsockname) {
    const out = {};
    error = handle.getsockname(out);
    if (error === 0 && localPort !== out.port) error = errno.UV_EADDRINUSE;
  }
  return error && new ExceptionWithHostPort(error, 'bind', localAddress, localPort);
}

function start(handle, request) {
  const { address, port, addressType } = request;
  if (observed.net !== 0 && addressType > 0) watched().watchConnect(request);
  if (addressType === 6) return attempt(() => handle.connect6(request, address, port));
  return attempt(() => handle.connect(request, address, port));
}

/** The error of an attempt that could not even be started. */
function startError(socket, error, address, port) {
  const { address: local, port: localPort } = socket._getsockname();
  return new ExceptionWithHostPort(error, 'connect', address, port, `${local}:${localPort}`);
}

/** The error of an attempt that failed. */
function attemptError(request, status) {
  const { address, port, localAddress, localPort } = request;
  const local = localAddress && localPort ? `${localAddress}:${localPort}` : undefined;
  const error = new ExceptionWithHostPort(status, 'connect', address, port, local);
  if (local) {
    error.localAddress = localAddress;
    error.localPort = localPort;
  }
  return error;
}

function connectTo(socket, address, port, family, localAddress, localPort) {
  if (socket._aborted) return;
  if (localAddress || localPort) {
    localAddress ||= family === 4 ? ANY_IPV4 : ANY_IPV6;
    const error = bindLocal(socket._handle, family, localAddress, localPort);
    if (error) {
      socket.destroy(error);
      return;
    }
  }
  socket.emit('connectionAttempt', address, port, family);
  if (family && socket.blockList?.check(address, `ipv${family}`)) {
    socket.destroy(new ERR_IP_BLOCKED(address));
    return;
  }
  const request = { oncomplete: afterConnect, address, port, localAddress, localPort, addressType: family };
  const error = start(socket._handle, request);
  if (error) socket.destroy(startError(socket, error, address, port));
}

function applyOptions(socket) {
  const handle = socket._handle;
  if (socket[kSetNoDelay] && handle.setNoDelay) handle.setNoDelay(true);
  if (socket[kSetKeepAlive] && handle.setKeepAlive) {
    const {
      [kSetKeepAliveInitialDelay]: idle,
      [kSetKeepAliveInterval]: interval,
      [kSetKeepAliveCount]: count,
    } = socket;
    handle.setKeepAlive(true, idle, interval, count);
  }
  if (socket[kSetTOS] !== undefined && handle.setTypeOfService) {
    const error = handle.setTypeOfService(socket[kSetTOS]);
    if (error && error !== errno.UV_EBADF)
      socket.emit('error', new ErrnoException(error, 'setTypeOfService'));
  }
}

function afterConnect(status, handle, request, readable, writable) {
  const socket = handle[kOwner];
  if (socket.destroyed) return;
  socket.connecting = false;
  socket._sockname = null;
  if (status !== 0) {
    const error = attemptError(request, status);
    socket.emit('connectionAttemptFailed', request.address, request.port, request.addressType, error);
    socket.destroy(error);
    return;
  }
  if (socket.readable && !readable) {
    socket.push(null);
    socket.read();
  }
  if (socket.writable && !writable) socket.end();
  socket._unrefTimer();
  applyOptions(socket);
  socket.emit('connect');
  socket.emit('ready');
  // The first read takes no bytes; it starts the handle, or finds the end.
  if (readable && !socket.isPaused()) socket.read(0);
}

/* ---------------------------------------------------------------- several addresses */

/** What attempts failed with, together; where none was allowed, that is all there is to say. */
function failureOf(errors) {
  if (errors.length === 0) return new ERR_SOCKET_CONNECTION_TIMEOUT();
  if (errors.every(({ code }) => code === 'ERR_ACCESS_DENIED')) return errors[0];
  return new NodeAggregateError(errors);
}

/** Tries the next address, or gives up. */
function tryNext(context, canceled) {
  clearTimeout(context.timer);
  const { socket, addresses, errors, port, localPort } = context;
  if (socket._aborted) return;
  if (canceled || context.current === addresses.length) {
    socket.destroy(failureOf(errors));
    return;
  }
  const index = context.current++;
  if (index > 0) socket[kReinitializeHandle](new TCP(SOCKET));
  const { address, family } = addresses[index];
  const localAddress = localPort ? (family === 4 ? ANY_IPV4 : ANY_IPV6) : undefined;
  if (localPort) {
    const error = bindLocal(socket._handle, family, localAddress, localPort);
    if (error) {
      errors.push(error);
      tryNext(context, false);
      return;
    }
  }
  const failed = (error) => {
    errors.push(error);
    socket.emit('connectionAttemptFailed', address, port, family, error);
    tryNext(context, false);
  };
  if (socket.blockList?.check(address, `ipv${family}`)) {
    failed(new ERR_IP_BLOCKED(address));
    return;
  }
  socket.emit('connectionAttempt', address, port, family);
  const request = {
    oncomplete: (status, handle, _, readable, writable) =>
      afterAttempt(context, index, status, handle, request, readable, writable),
    address,
    port,
    localAddress,
    localPort,
    addressType: family,
  };
  socket.autoSelectFamilyAttemptedAddresses.push(`${address}:${port}`);
  const error = start(socket._handle, request);
  if (error) {
    failed(startError(socket, error, address, port));
  } else if (index < addresses.length - 1) {
    context.timer = setTimeout(attemptTimedOut, context.timeout, context, request, socket._handle);
  }
}

function afterAttempt(context, index, status, handle, request, readable, writable) {
  clearTimeout(context.timer);
  const { socket } = context;
  if (status === 0) {
    // Too late: the next attempt has begun.
    if (index !== context.current - 1) handle.close();
    else afterConnect(status, socket._handle, request, readable, writable);
    return;
  }
  const error = attemptError(request, status);
  context.errors.push(error);
  socket.emit('connectionAttemptFailed', request.address, request.port, request.addressType, error);
  if (socket.connecting) tryNext(context, status === errno.UV_ECANCELED);
}

const ignored = () => {};

function attemptTimedOut(context, request, handle) {
  const { socket } = context;
  socket.emit('connectionAttemptTimeout', request.address, request.port, request.addressType);
  request.oncomplete = ignored;
  context.errors.push(attemptError(request, errno.UV_ETIMEDOUT));
  handle.close();
  if (socket.connecting) tryNext(context, false);
}

module.exports = { connect };
