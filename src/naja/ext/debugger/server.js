'use strict';

/**
 * The server that debuggers connect to, as the main thread sees it. It is Python's, on a thread of its own
 * (ext/debugger/server.py).
 */

const inspector = binding('inspector');
const { options } = binding('bootstrap');
const { codes } = require('ext/base/errors');
const { state } = require('modules/cjs/loader');
const process = require('node/process');
const server = () => binding('debugger');

const DEFAULT_HOST = '127.0.0.1';
const MOST = 65535;
const HELP = 'For help, see: https://nodejs.org/learn/getting-started/debugging';
const COULD_NOT_START = 12;

const flags = options.flags ?? {};
const publishes = flags['--inspect-publish-uid'] ?? 'stderr,http';

let address; // where it listens, as a URL
let watchesEnd = false;

const tell = (text) => require('ext/process/raw').writeError(`${text}\n`);

/** Debuggers keep a process that has nothing left to do: they still want to look. */
function watchEnd() {
  if (watchesEnd) return;
  watchesEnd = true;
  let isOver = false;
  const finish = () => {
    if (isOver || address === undefined) return;
    isOver = true;
    inspector.poll();
    if (!inspector.hasRemote()) return;
    server().refuseMore();
    tell('Waiting for the debugger to disconnect...');
    inspector.waitForDisconnect();
  };
  const { _emitExit: emitExit, reallyExit } = process;
  process._emitExit = () => {
    const code = emitExit();
    finish();
    return code;
  };
  process.reallyExit = (code) => {
    finish();
    reallyExit(code);
  };
  const uncaught = require('ext/process/uncaught');
  uncaught.onLast(finish);
  uncaught.onTold((error) => inspector.uncaught(error));
}

/** `file:` of the program, and what to call it. */
function target() {
  const script = options.entry === 'file' ? require('node/path').resolve(options.argv[0]) : '';
  return script
    ? [script, require('node/url').pathToFileURL(script).href]
    : [`naja[${process.pid}]`, 'file://'];
}

function listen(port, host, isUsers) {
  if (options.worker !== undefined || options.embedded !== undefined)
    throw new codes.ERR_INSPECTOR_NOT_AVAILABLE();
  require('ext/debugger/debugger').name();
  const number = inspector.open(isUsers, host, port);
  const [title, url] = target();
  const begun = server().listen(number, host, port, title, url, publishes.includes('http'));
  if (typeof begun === 'string') {
    const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    tell(`Starting inspector on ${place} failed: ${begun.toLowerCase()}`);
    return false;
  }
  address = `ws://${begun[0]}/${begun[1]}`;
  [, , process.debugPort] = begun;
  require('ext/debugger/debugger').prepare();
  watchEnd();
  if (publishes.includes('stderr')) tell(`Debugger listening on ${address}\n${HELP}`);
  return true;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** inspector.open() */
function open(port, host) {
  if (address !== undefined) throw new codes.ERR_INSPECTOR_ALREADY_ACTIVATED();
  if (Number.isInteger(port) && port >= 0 && port < 2 ** 32)
    require('ext/base/validators').validateInt32(port, 'port', 0, MOST);
  else port = process.debugPort;
  if (host && !LOOPBACK.test(host)) {
    process.emitWarning(
      'Binding the inspector to a public IP with an open port is insecure, as it allows external hosts to connect to ' +
        'the inspector and perform a remote code execution attack. Documentation can be found at ' +
        'https://nodejs.org/api/cli.html#--inspecthostport',
      'SecurityWarning',
    );
  }
  listen(port, host || DEFAULT_HOST, false);
}

/** inspector.close() */
function close() {
  if (address === undefined) return;
  address = undefined;
  server().close();
  inspector.poll();
}

/** Whether there is a server: then a debugger has let the program run. */
function wait() {
  if (address === undefined) return false;
  inspector.waitForDebugger();
  return true;
}

/** --inspect and its kind. */
function begin() {
  const [host, port] = flags['--inspect-port'] ?? [DEFAULT_HOST, process.debugPort];
  if (!listen(port, host, true)) process.reallyExit(COULD_NOT_START);
  if (flags['--inspect'] === 'run') return;
  wait();
  state.breaks = flags['--inspect'] === 'brk';
}

/** Called right before the program's first statement: there it stops, where that is asked for. */
function beforeProgram() {
  state.breaks = false;
  inspector.pauseOnNextStatement();
}

module.exports = { beforeProgram, begin, close, open, url: () => address, wait };
