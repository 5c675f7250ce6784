// Tries: realms of other kinds: ShadowRealm, structuredClone of host functions, a worker's global.
// Escape: something of the host's on the other side.
probe('ShadowRealm', () => new ShadowRealm().evaluate(`typeof process + typeof Deno + typeof require`));
probe('structuredClone of a host function', () => {
  const copy = structuredClone(echo);
  escaped(`a ${typeof copy}`);
});
probe('a host function over a MessageChannel', () => {
  const { port1 } = new MessageChannel();
  port1.postMessage(echo);
  port1.close();
  escaped('it went');
});
attempt('properties of a function with accessors', () => {
  const box = {
    get [Symbol.toPrimitive]() {
      escaped('never');
      return undefined;
    },
  };
  delete box[Symbol.toPrimitive];
  return structuredClone(box);
});
