// Tries: modules and ops that packages of Python's have added, by their names and by the entry points' machinery.
// Escape: a plugin of the machine's runs for a program without rights, or an entry point is added.
probe('naja.plugins', () => require('naja:plugins'));
probe('entry points', () => String(require('python:importlib.metadata').entry_points()));
probe('a package of Python', () => require('python:pip'));
probe('the site folder', () =>
  require('node:fs').readdirSync(require('python:site').getsitepackages()[0]).join(),
);
attempt('a native library of Python’s', () => {
  Deno.dlopen('libpython3.11.so.1.0', {
    Py_IsInitialized: { parameters: [], result: 'i32' },
  }).symbols.Py_IsInitialized();
  escaped('Python by the FFI');
});
attempt('the C library', () => {
  Deno.dlopen('libc.so.6', { getpid: { parameters: [], result: 'i32' } }).symbols.getpid();
  escaped('C by the FFI');
});
