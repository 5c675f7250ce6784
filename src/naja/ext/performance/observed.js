'use strict';

/** How many observers there are for entries that other built-ins make; those ask here before they make one. */
module.exports = { http: 0, net: 0, dns: 0, http2: 0, resource: 0 };
