// Tries: a function for the host to call, that attacks what it is called with.
// Escape: the host's arguments lead anywhere.
attempt('left a function', () => {
  globalThis.next = (list, call) => {
    for (const name of ['__globals__', '__self__', '__class__', '__call__', 'func', 'constructor']) {
      const value = call?.[name];
      if (value !== undefined && name !== 'constructor') escaped(name);
    }
    list?.push?.(list);
    Object.setPrototypeOf(list, null);
    return new Proxy(call, {
      apply() {
        throw new Error('no');
      },
    });
  };
});
