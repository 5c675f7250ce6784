// Tries: names that the engine keeps for ever: Symbol.for, property names, template objects, regular expressions.
// Escape: the host's memory grows without bound.
attempt('symbols', () => {
  const object = {};
  for (let i = 0; ; i++) {
    Symbol.for(`${i}${'x'.repeat(500)}`);
    object[`key${i}`] = i;
  }
});
