// Tries: Python as the way to native code: ctypes, mmap, gc, sys._getframe, code objects, and the interpreter's memory.
// Escape: a call of C's that leaves its mark, or a secret of the host's.
(async () => {
  attempt('ctypes.system', () => require('python:ctypes').CDLL(null).system(`echo x > '${target.witness}'`));
  attempt('ctypes.CDLL by name', () =>
    require('python:ctypes')
      .CDLL('libc.so.6')
      .unlink(new TextEncoder().encode(`${target.kept}\0`)),
  );
  probe('_posixsubprocess', () => require('python:_posixsubprocess').fork_exec());
  probe('gc', () => {
    for (const object of require('python:gc').get_objects())
      if (String(object).includes(target.variable)) return String(object);
  });
  probe('frames', () => String(require('python:sys')._getframe(0).f_globals));
  probe('sys.modules', () => String(require('python:sys').modules.__main__.os.environ));
  probe('code', () => {
    const { builtins } = require('naja:python');
    const code = builtins.compile(`__import__('os').system("echo x > '${target.witness}'")`, 'x', 'exec');
    return builtins.exec(code, new Map());
  });
})();
