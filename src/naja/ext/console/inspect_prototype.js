'use strict';

/** Properties that an object's own classes define: shown with `showHidden`. */

const { formatProperty, isBuiltInName } = require('ext/console/inspect_value');
const { kObjectType } = require('ext/console/inspect_layout');

/**
 * Appends the accessors and values of up to three prototypes, as far as they are not the language's.
 * @param {object} main what is inspected
 * @param {object} from where to begin
 * @param {string[]} output
 */
function addPrototypeProperties(ctx, main, from, recurseTimes, output) {
  const known = new Set();
  let at = from;
  for (let depth = 0; depth < 3; depth++) {
    if (depth !== 0 || main === at) {
      at = Object.getPrototypeOf(at);
      if (at === null) return;
      const constructor = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
      if (typeof constructor === 'function' && isBuiltInName(constructor.name)) return;
    }
    ctx.seen.push(main);
    for (const key of Reflect.ownKeys(at)) {
      if (key === 'constructor' || Object.hasOwn(main, key) || known.has(key)) continue;
      known.add(key);
      const descriptor = Object.getOwnPropertyDescriptor(at, key);
      if (typeof descriptor.value === 'function') continue;
      const text = formatProperty(ctx, at, recurseTimes, key, kObjectType, descriptor, main);
      output.push(ctx.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
    ctx.seen.pop();
  }
}

module.exports = { addPrototypeProperties };
