'use strict';

// The second half of the stack that is printed when an 'error' event without listeners ends the process.

/** The longest run of lines that both stacks share: where it begins in `own`, and its length. */
function commonRun(own, other) {
  for (let i = 0; i < own.length - 3; i++) {
    const position = other.indexOf(own[i]);
    if (position === -1) continue;
    const rest = other.length - position;
    if (rest <= 3) continue;
    let length = 1;
    const max = Math.min(own.length - i, rest);
    while (length < max && own[i + length] === other[position + length]) length++;
    if (length > 3) return { length, offset: i };
  }
  return { length: 0, offset: 0 };
}

/**
 * @param {EventEmitter} emitter
 * @param {Error} err what was emitted
 * @param {{stack: string}} here the stack of the emit() call
 * @returns {string} the error's stack, then where it was emitted
 */
function enhanceStackTrace(emitter, err, here) {
  let instance = '';
  try {
    const { name } = emitter.constructor;
    if (name !== 'EventEmitter') instance = ` on ${name} instance`;
  } catch {
    // An emitter need not have a constructor.
  }
  const original = err.stack.split('\n').slice(1);
  const own = here.stack.split('\n').slice(1);
  const { length, offset } = commonRun(own, original);
  if (length > 0) own.splice(offset + 1, length - 2, '    [... lines matching original stack trace ...]');
  return `${err.stack}\nEmitted 'error' event${instance} at:\n${own.join('\n')}`;
}

module.exports = { enhanceStackTrace };
