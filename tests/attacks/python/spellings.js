// Tries: other doors to the same: import attributes, createRequire, getBuiltinModule, data: URLs, package maps, relative files.
// Escape: the secret comes out.
const { createRequire } = require('node:module');
const show = (os) => os.popen(`cat '${target.secret}'`).read();
(async () => {
  for (const name of [
    'python:os',
    'python:os.path',
    'PYTHON:os',
    'python:%6fs',
    'python:./os',
    'python://os',
    ' python:os',
    'python:os?x',
    'python:os#x',
    'python:naja',
    'python:naja.ext.fs.binding',
  ]) {
    probe(`require ${name}`, () => show(require(name).os ?? require(name)));
    await probe(`import ${name}`, async () => show((await import(name)).default));
  }
  probe('createRequire', () => show(createRequire('/x.js')('python:os')));
  probe('getBuiltinModule', () => show(process.getBuiltinModule('python:os')));
  probe('getBuiltinModule of naja:python', () => show(process.getBuiltinModule('naja:python').py.os));
  await probe('a data URL', async () =>
    show((await import(`data:text/javascript,export { default } from 'python:os'`)).default),
  );
  await attempt('as it is meant', async () => show((await import('python:os')).default));
  await probe('an attribute', async () => show((await import('os', { with: { type: 'python' } })).default));
})();
