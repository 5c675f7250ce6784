// Tries: python: by import, require, py of naja:python, and every module by which Python reads or starts something.
// Escape: the secret comes out, or the witness is left.
(async () => {
  const path = target.secret;
  await attempt('pathlib', async () => (await import('python:pathlib')).Path(path).read_text());
  attempt('builtins.open', () => require('python:builtins').open(path).read());
  attempt('io', () => require('python:io').open(path).read());
  attempt('os', () => {
    const os = require('python:os');
    return os.read(os.open(path, 0), 100);
  });
  attempt('subprocess', () => require('python:subprocess').check_output(['cat', path]));
  attempt('os.system', () => require('python:os').system(`echo x > '${target.witness}'`));
  attempt('linecache', () => require('python:linecache').getline(path, 1));
  attempt('runpy', () => require('python:runpy').run_path(path));
  attempt('environ', () => require('python:os').environ.get(target.variable));
  attempt('naja:python', () => require('naja:python').builtins.open(path).read());
  attempt('exec', () => require('naja:python').builtins.eval(`open(${JSON.stringify(path)}).read()`));
})();
