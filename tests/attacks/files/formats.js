// Tries: libraries that open files by themselves: SQLite, TLS certificates, dotenv, zlib, source maps, WASI, Blob URLs.
// Escape: a secret comes out, or a file is made.
const fs = require('node:fs');
(async () => {
  probe('process.loadEnvFile', () => {
    process.loadEnvFile(target.secret);
    return JSON.stringify(process.env);
  });
  probe('sqlite', () => {
    const { DatabaseSync } = require('node:sqlite');
    new DatabaseSync(`${target.folder}/db`).exec('create table a (b)');
  });
  probe('sqlite attach', () => {
    const { DatabaseSync } = require('node:sqlite');
    new DatabaseSync(':memory:').exec(`attach '${target.folder}/db2' as b; create table b.a (c)`);
  });
  probe('tls', () => require('node:tls').createSecureContext({ ca: fs.readFileSync(target.secret) }));
  probe('WASI', () => {
    const { WASI } = require('node:wasi');
    return new WASI({ version: 'preview1', preopens: { '/': target.base } });
  });
  await probe('fetch of a file', () => fetch(`file://${target.secret}`).then((response) => response.text()));
  attempt('Bun.file into a form', () => fs.readFileSync(target.secret, 'utf8'));
  probe('findSourceMap', () => require('node:module').findSourceMap(target.secret));
  probe('a package', () => require('node:module').findPackageJSON(target.base, `${target.base}/x`));
})();
