'use strict';

/** The interactive session. */

const { Module, makeRequireFunction } = require('modules/cjs/loader');
const { defineBuiltinGlobals, workingDirectory } = require('modules/eval');
const { evaluate, isRecoverable } = require('modules/repl/evaluate');
const { getOption } = require('modules/options');
const modules = require('modules/esm/loader');
const urls = require('modules/urls');
const path = require('node/path/posix');
const process = require('node/process');
const fs = require.lazy('node/fs');
const inspect = require.lazy('ext/console/inspect');
const readline = require.lazy('node/readline');

const HISTORY_LENGTH = 1000;
const HELP = [
  ['.break', 'Sometimes you get stuck, this gets you out'],
  ['.clear', 'Alias for .break'],
  ['.exit', 'Exit the session'],
  ['.help', 'Print this help message; .help EXPRESSION: what Python says of an object'],
  ['.load', 'Load JS from a file into the session'],
  ['.save', 'Save all evaluated commands in this session to a file'],
];

/** The file of the history, or undefined where none is to be kept. */
function historyFile() {
  const { NODE_REPL_HISTORY: given, HOME: home } = require('ext/process/env').ownVariables();
  if (given !== undefined) return given.trim() === '' ? undefined : given;
  return home ? path.join(home, '.naja_repl_history') : undefined;
}

function readHistory(file) {
  try {
    return fs().readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(0, HISTORY_LENGTH);
  } catch {
    return [];
  }
}

class Session {
  #host = Symbol('repl');
  #interface;
  #input = '';
  #commands = [];
  #waiting = false;
  #lines = [];
  #isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;

  start() {
    const module = new Module('<repl>');
    const cwd = workingDirectory();
    module.paths = Module._nodeModulePaths(cwd);
    globalThis.module = module;
    globalThis.exports = module.exports;
    globalThis.require = makeRequireFunction(module);
    defineBuiltinGlobals();
    Object.defineProperty(globalThis, 'py', {
      get: () => require('python/js/namespace'),
      set: (value) => Object.defineProperty(globalThis, 'py', { value, writable: true }),
      configurable: true,
    });
    const base = `${urls.toHref(cwd)}/`;
    modules.importers.set(this.#host, (specifier, attributes, phase) =>
      modules.importModule(specifier, base, attributes, phase),
    );
    const { naja } = process.versions;
    process.stdout.write(
      `Welcome to Naja v${naja} (Node.js ${process.version}).\nType ".help" for more information.\n`,
    );
    if (getOption('--eval') !== undefined) this.#evaluate(getOption('--eval'));

    const file = this.#isTerminal ? historyFile() : undefined;
    this.#interface = readline().createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: this.#isTerminal,
      prompt: '> ',
      history: file === undefined ? [] : readHistory(file),
      historySize: HISTORY_LENGTH,
      completer: (text) => this.#complete(text),
    });
    if (file !== undefined) {
      this.#interface.on('history', (history) => {
        try {
          fs().writeFileSync(file, `${history.join('\n')}\n`, { mode: 0o600 });
        } catch {
          // A history that cannot be kept is no reason to stop.
        }
      });
    }
    let interrupted = false;
    this.#interface.on('SIGINT', () => {
      if (this.#input === '' && this.#interface.line === '') {
        if (interrupted) {
          this.#interface.close();
          return;
        }
        process.stdout.write('\n(To exit, press Ctrl+C again or Ctrl+D or type .exit)\n');
        interrupted = true;
      } else {
        process.stdout.write('\n');
      }
      this.#input = '';
      this.#interface.line = '';
      this.#prompt();
    });
    this.#interface.on('line', (line) => {
      interrupted = false;
      this.#lines.push(line);
      this.#next();
    });
    this.#interface.on('close', () => {
      if (this.#isTerminal) process.stdout.write('\n');
      if (!this.#waiting) process.exit();
      else this.#lines.push(null);
    });
    process.on('uncaughtException', (error) => {
      this.#showError(error);
      this.#prompt();
    });
    this.#prompt();
  }

  #prompt() {
    this.#interface.setPrompt(this.#input === '' ? '> ' : '| ');
    this.#interface.prompt(true);
  }

  /** Takes the lines that have been read, one after another. */
  #next() {
    while (!this.#waiting && this.#lines.length > 0) {
      const line = this.#lines.shift();
      if (line === null) {
        process.exit();
      } else if (/^\s*\.[a-z]/.test(line) && !/^\s*\.\d/.test(line) && this.#command(line.trim())) {
        this.#prompt();
      } else {
        this.#take(line);
      }
    }
  }

  #take(line) {
    const code = this.#input === '' ? line : `${this.#input}\n${line}`;
    if (code.trim() === '') {
      this.#prompt();
      return;
    }
    this.#input = this.#evaluate(code) ? '' : code;
    if (!this.#waiting) this.#prompt();
  }

  /** Whether the code was complete. */
  #evaluate(code) {
    let result;
    try {
      result = evaluate(code, this.#host);
    } catch (error) {
      if (isRecoverable(error, code)) return false;
      this.#commands.push(code);
      this.#showError(error);
      return true;
    }
    this.#commands.push(code);
    if (!result.isAsync) {
      this.#show(result.value);
      return true;
    }
    this.#waiting = true;
    const done = (show) => (value) => {
      this.#waiting = false;
      show(value);
      this.#prompt();
      this.#next();
    };
    result.value.then(
      done((value) => this.#show(value)),
      done((error) => this.#showError(error)),
    );
    return true;
  }

  #show(value) {
    if (!Object.hasOwn(globalThis, '_') || value !== undefined) globalThis._ = value;
    process.stdout.write(`${this.#text(value)}\n`);
  }

  #showError(error) {
    globalThis._error = error;
    let text = this.#text(error);
    if (Error.isError(error))
      text = text.replace(/\n +at (?:.*REPL\d+:\d+:\d+\)?)?[^]*$/, (frames) => ownFrames(frames));
    process.stdout.write(`Uncaught ${text}\n`);
  }

  #text(value) {
    return inspect().inspect(value, {
      colors: this.#isTerminal && process.stdout.hasColors(),
      showProxy: true,
    });
  }

  /** Whether a line was a command of the session's own. */
  #command(line) {
    const [name, ...words] = line.split(/\s+/);
    const argument = words.join(' ');
    switch (name) {
      case '.exit':
        this.#interface.close();
        return true;
      case '.break':
      case '.clear':
        this.#input = '';
        return true;
      case '.help':
        if (argument !== '') {
          this.#describe(argument);
          return true;
        }
        process.stdout.write(`${HELP.map(([key, text]) => `${key.padEnd(9)}${text}`).join('\n')}\n\n`);
        process.stdout.write('Press Ctrl+C to abort current expression, Ctrl+D to exit the session\n');
        return true;
      case '.load':
      case '.save':
        this.#file(name, argument);
        return true;
      default:
        if (this.#input !== '') return false;
        process.stdout.write('Invalid REPL keyword\n');
        return true;
    }
  }

  /** The signature and documentation of a Python object. */
  #describe(expression) {
    try {
      const { describe } = require('python/js/inspect');
      process.stdout.write(`${describe(evaluate(expression, this.#host).value)}\n`);
    } catch (error) {
      this.#showError(error);
    }
  }

  #file(name, file) {
    try {
      if (name === '.save') {
        fs().writeFileSync(file, `${this.#commands.join('\n')}\n`);
        process.stdout.write(`Session saved to: ${file}\n`);
      } else {
        this.#evaluate(fs().readFileSync(file, 'utf8'));
      }
    } catch {
      process.stdout.write(name === '.save' ? `Failed to save: ${file}\n` : `Failed to load: ${file}\n`);
    }
  }

  /** Names that may follow what has been typed: of the global object, or of an object that has a name. */
  #complete(text) {
    const found = /(?:([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\.)?([A-Za-z_$][\w$]*)?$/.exec(text);
    const [whole, owner, start = ''] = found;
    if (whole === '') return [[], text];
    let object = globalThis;
    if (owner !== undefined) {
      try {
        object = evaluate(owner, this.#host).value;
      } catch {
        return [[], whole];
      }
    }
    const names = new Set();
    for (const key of object?.[Symbol.for('naja.names')]?.() ?? []) if (key.startsWith(start)) names.add(key);
    for (let at = object; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
      for (const key of Object.getOwnPropertyNames(Object(at))) {
        if (key.startsWith(start) && /^[A-Za-z_$][\w$]*$/.test(key)) names.add(key);
      }
    }
    const prefix = owner === undefined ? '' : `${owner}.`;
    return [[...names].sort().map((name) => prefix + name), whole];
  }
}

/** The frames of the program's own code. */
function ownFrames(frames) {
  const lines = frames.split('\n').filter(Boolean);
  const end = lines.findIndex((line) => line.includes('node:internal/modules/'));
  const own = (end === -1 ? lines : lines.slice(0, end)).filter((line) => !/at REPL\d+:\d+:\d+/.test(line));
  return own.map((line) => `\n${line}`).join('');
}

/** Starts the session. */
function start() {
  new Session().start();
}

module.exports = { start };
