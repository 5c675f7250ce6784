// Tries: to get from an exception of the host's at its frames, locals and globals.
// Escape: a frame, a traceback, or a secret of the host's in what is printed of it.
attempt('a host function that raises', () => {
  try {
    fails();
  } catch (error) {
    for (let one = error, depth = 0; one && depth < 5; one = one.cause, depth++) {
      for (const name of [
        '__traceback__',
        'tb_frame',
        '__context__',
        '__cause__',
        'with_traceback',
        '__reduce__',
      ])
        if (one[name] !== undefined) escaped(`${name} is there`);
      for (const key of Reflect.ownKeys(one)) report('key', String(key), String(one[key]));
    }
    return [
      error.name,
      error.message,
      error.stack,
      error.cause,
      Object.getPrototypeOf(error).constructor.name,
    ].join(' ');
  }
});
attempt('wrong arguments', () => {
  try {
    return length(...Array(1000).fill(target.secret));
  } catch (error) {
    return `${error.stack} ${error.cause?.stack}`;
  }
});
