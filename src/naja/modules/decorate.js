'use strict';

/** Errors whose stack begins with the source line that they are about. */

const { decorate } = binding('errors');

/**
 * Puts the place of a syntax error (`file:line`, the line, a caret) before its stack.
 * @param {unknown} error
 * @param {string} gap what stands between the two
 */
function addPlace(error, gap) {
  if (!Error.isError(error)) return;
  const place = decorate(error);
  const { stack } = error;
  if (typeof place !== 'string' || typeof stack !== 'string' || stack.startsWith(place)) return;
  error.stack = `${place.replace(/\n$/, '')}${gap}${stack}`;
}

module.exports = { addPlace };
