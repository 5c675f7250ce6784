'use strict';

/** Deno.permissions. A program may do everything, so everything that is asked for is granted, and nothing can be given up. */

const { EventTarget } = require('ext/events/event_target');

const NAMES = new Set(['run', 'read', 'write', 'net', 'env', 'sys', 'ffi', 'import']);
const kMake = Symbol('make');

/** What a permission is like. */
class PermissionStatus extends EventTarget {
  onchange = null;

  constructor(symbol) {
    if (symbol !== kMake) throw new TypeError('Illegal constructor');
    super();
  }

  /** @returns {'granted'} */
  get state() {
    return 'granted';
  }

  /** Whether only a part is granted. */
  get partial() {
    return false;
  }
}

/** @throws {TypeError} */
function check(descriptor) {
  const name = descriptor?.name;
  if (!NAMES.has(name)) {
    throw new TypeError(`The provided value "${name}" is not a valid permission name`);
  }
}

let granted;
function status(descriptor) {
  check(descriptor);
  granted ??= new PermissionStatus(kMake);
  return granted;
}

function notRevocable(descriptor) {
  check(descriptor);
  throw new (require('deno/errors').errors.NotSupported)(
    'Permissions cannot be revoked: they are not enforced in Naja yet',
  );
}

class Permissions {
  constructor(symbol) {
    if (symbol !== kMake) throw new TypeError('Illegal constructor');
  }

  /** @param {{name: string}} descriptor @returns {Promise<PermissionStatus>} */
  async query(descriptor) {
    return status(descriptor);
  }

  querySync(descriptor) {
    return status(descriptor);
  }

  /** Asks for what is granted. */
  async request(descriptor) {
    return status(descriptor);
  }

  requestSync(descriptor) {
    return status(descriptor);
  }

  /** @throws {Deno.errors.NotSupported} */
  async revoke(descriptor) {
    return notRevocable(descriptor);
  }

  revokeSync(descriptor) {
    return notRevocable(descriptor);
  }
}

module.exports = { PermissionStatus, Permissions, permissions: new Permissions(kMake) };
