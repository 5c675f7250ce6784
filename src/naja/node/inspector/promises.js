'use strict';

// node:inspector/promises.

const inspector = require('node/inspector');
const { promisify } = require('node/util');

const post = promisify(inspector.Session.prototype.post);

/** A session whose `post` gives a promise of the answer. */
class Session extends inspector.Session {
  post(...args) {
    return post.apply(this, args);
  }
}

module.exports = { ...inspector, Session };
