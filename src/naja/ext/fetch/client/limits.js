'use strict';

// How long connections of fetch wait, in seconds.

module.exports = {
  /** For the next request, unless the server says that it waits shorter. */
  KEEP_SECONDS: 4,
  /** For the head of a response. */
  HEAD_SECONDS: 300,
  /** For the next piece of its body. */
  BODY_SECONDS: 300,
};
