'use strict';

// What a thread and its parent say to each other beside the program's own messages.

module.exports = {
  /** child -> parent: the program begins */
  ONLINE: 0,
  /** child -> parent: { error }, see errors.js; undefined where it could not be written */
  ERROR: 1,
  /** both: { stream, chunks: [{ chunk, encoding }] }; a null chunk is the end */
  STDIO: 2,
  /** parent -> child: { id, about }; child -> parent: { id, value } */
  ASK: 4,
  ANSWER: 5,
  /** both: { stream }: room for more */
  STDIO_WANTS_MORE: 3,
};
