'use strict';

/**
 * `Deno`. Every property loads what it needs when it is first looked at. What is not there yet is absent, so that
 * `if (Deno.x)` is answered truly; docs/dialects.md says more.
 */

const { defineGetters, defineLazy, defineTable } = require('ext/base/namespace');
const process = require('node/process');

const Deno = {};

defineTable(Deno, {
  'deno/files':
    'readFile readFileSync readTextFile readTextFileSync writeFile writeFileSync writeTextFile writeTextFileSync',
  'deno/paths':
    'chmod chmodSync chown chownSync copyFile copyFileSync link linkSync lstat lstatSync mkdir mkdirSync readDir ' +
    'readDirSync readLink readLinkSync realPath realPathSync remove removeSync rename renameSync stat statSync ' +
    'symlink symlinkSync truncate truncateSync utime utimeSync',
  'deno/temporary': 'makeTempDir makeTempDirSync makeTempFile makeTempFileSync',
  'deno/open': 'FsFile SeekMode create createSync open openSync',
  'deno/stdio': 'consoleSize isatty stderr stdin stdout',
  'deno/watch': 'watchFs',
  'deno/system':
    'chdir cpuUsage cwd execPath exit gid hostname loadavg memoryUsage networkInterfaces osRelease osUptime ' +
    'refTimer systemMemoryInfo uid umask unrefTimer',
  'deno/datagram': 'listenDatagram',
  'deno/net': 'connect listen listenTls',
  'deno/serve': 'serve',
  'deno/tls': 'connectTls startTls',
  'deno/websocket': 'upgradeWebSocket',
  'deno/dns': 'resolveDns',
  'deno/http_client': 'HttpClient createHttpClient',
  'deno/signals': 'addSignalListener kill removeSignalListener',
  'deno/command': 'ChildProcess Command spawn spawnAndWait spawnAndWaitSync',
  'deno/permissions': 'PermissionStatus Permissions permissions',
  'deno/ffi': 'UnsafeCallback UnsafeFnPointer UnsafePointer UnsafePointerView dlopen',
});

defineLazy(Deno, 'errors', () => require('deno/errors').errors);
defineLazy(Deno, 'env', () => require('deno/env').env);
defineLazy(Deno, 'inspect', () => require('deno/inspect').inspect);
defineLazy(Deno, 'build', () => ({
  target: `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-unknown-linux-gnu`,
  arch: process.arch === 'arm64' ? 'aarch64' : 'x86_64',
  os: 'linux',
  vendor: 'unknown',
  env: 'gnu',
  standalone: false,
}));
// The Deno whose API this is.
defineLazy(Deno, 'version', () => ({ deno: '2.9.6', v8: process.versions.v8, typescript: '6.0.3' }));
defineLazy(Deno, 'args', () => process.argv.slice(2));

defineGetters(Deno, {
  pid: () => process.pid,
  ppid: () => process.ppid,
  noColor: () => Boolean(require('ext/process/env').ownVariables().NO_COLOR),
  mainModule: () => require('deno/system').mainModule(),
});
Object.defineProperty(Deno, 'exitCode', {
  __proto__: null,
  configurable: true,
  get: () => require('deno/system').getExitCode(),
  set: (value) => require('deno/system').setExitCode(value),
});

module.exports = Deno;
