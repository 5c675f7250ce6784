// Tries: the runtime's own modules, by every spelling of a specifier.
// Escape: a module that is not one for programs answers.
const names =
  `internal/bootstrap internal/modules/cjs/loader naja:internal node:internal/util ext/fs/binding ext:core
  naja:ext/fs naja:binding binding modules/main python/ops ext/sandbox/child ext/sandbox/codec node:sandbox
  naja:sandbox ext:runtime/98_global_scope.js bun:internal-for-testing node:internal/test/binding process/binding
  node:../../ext/fs node:fs/../../python ./ext/fs/fs.js naja:python/../../ext/fs`.split(/\s+/);
for (const name of names) {
  probe(name, () => {
    const found = require(name);
    escaped(name);
    return found;
  });
}
probe('process.binding', () => {
  for (const name of [
    'fs',
    'spawn_sync',
    'process_wrap',
    'tcp_wrap',
    'sandbox',
    'permissions',
    'natives',
    'modules',
    'ops',
  ])
    try {
      const found = process.binding(name);
      if (
        typeof found.open === 'function' ||
        typeof found.spawn === 'function' ||
        typeof found.write === 'function'
      )
        escaped(`binding ${name}`);
    } catch {
      continue;
    }
});
probe('process._linkedBinding', () => process._linkedBinding('fs'));
