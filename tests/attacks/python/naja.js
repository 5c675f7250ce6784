// Tries: a Runtime of its own with all permissions, made by Python; sandboxes in sandboxes; the engine's own Python modules.
// Escape: the inner one is let out.
const code = `require('fs').readFileSync(${JSON.stringify(target.secret)}, 'utf8')`;
(async () => {
  probe('naja.Runtime', () => {
    const naja = require('python:naja');
    const { kw } = require('naja:python');
    return naja.Runtime(kw({ permissions: 'all' })).eval(code);
  });
  probe('the permissions of this one', () => {
    const binding = require('python:naja.ext.permissions.binding');
    binding.new_state(require('python:naja').Permissions(), false, undefined);
    return eval(code);
  });
  probe('a sandbox', () => require('python:naja.sandbox').ProcessRuntime().eval(code));
  probe('threads', () => {
    const threading = require('python:threading');
    const { kw } = require('naja:python');
    threading.Thread(kw({ target: () => eval(code) })).start();
  });
  attempt('plain', () => eval(code));
  attempt('by Python', () => require('python:builtins').open(target.secret).read());
})();
