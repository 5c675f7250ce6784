'use strict';

/** Which exchange a Request of Deno.serve belongs to, where it may ask for another protocol. */

module.exports = { exchanges: new WeakMap() };
