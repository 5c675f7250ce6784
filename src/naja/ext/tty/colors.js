'use strict';

// How many colours a terminal shows, told from the environment, as supports-color and Node do.

const { validateInteger } = require('ext/base/validators');
const process = require.lazy('node/process');

/** Bits of colour. */
const MONO = 1;
const COLORS_16 = 4;
const COLORS_256 = 8;
const COLORS_16M = 24;

const terminals = {
  __proto__: null,
  mosh: COLORS_16M,
  'rxvt-unicode-24bit': COLORS_16M,
  terminator: COLORS_16M,
  'xterm-kitty': COLORS_16M,
};
for (const name of 'eterm cons25 console cygwin dtterm gnome hurd jfbterm konsole kterm mlterm putty st'.split(
  ' ',
)) {
  terminals[name] = COLORS_16;
}
const terminalPattern = /ansi|color|linux|direct|^con\d*x\d|^rxvt|^screen|^xterm|^vt100|^vt220/;

// Services that run builds; the first that is set counts.
const ciServices = {
  APPVEYOR: COLORS_256,
  BUILDKITE: COLORS_256,
  CIRCLECI: COLORS_16M,
  DRONE: COLORS_256,
  GITEA_ACTIONS: COLORS_16M,
  GITHUB_ACTIONS: COLORS_16M,
  GITLAB_CI: COLORS_256,
  TRAVIS: COLORS_256,
};

let warned = false;

/** Says once that FORCE_COLOR wins over the variables that turn colours off. */
function warnOnIgnored(env) {
  if (warned) return;
  const ignored = ['NODE_DISABLE_COLORS', 'NO_COLOR'].filter((name) => env[name]);
  if (ignored.length === 0) return;
  warned = true;
  const names = ignored.join("' and '");
  process().emitWarning(`The '${names}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
}

const forced = { '': COLORS_16, 1: COLORS_16, true: COLORS_16, 2: COLORS_256, 3: COLORS_16M };

function ofContinuousIntegration(env) {
  for (const [name, depth] of Object.entries(ciServices)) if (Object.hasOwn(env, name)) return depth;
  return env.CI_NAME === 'codeship' ? COLORS_256 : MONO;
}

function ofProgram(env) {
  switch (env.TERM_PROGRAM) {
    case 'iTerm.app': {
      const version = env.TERM_PROGRAM_VERSION;
      return !version || /^[0-2]\./.test(version) ? COLORS_256 : COLORS_16M;
    }
    case 'HyperTerm':
    case 'MacTerm':
      return COLORS_16M;
    case 'Apple_Terminal':
      return COLORS_256;
    default:
      return undefined;
  }
}

function ofTerminal({ TERM: term }) {
  if (term.includes('truecolor')) return COLORS_16M;
  if (term.startsWith('xterm-256')) return COLORS_256;
  const name = term.toLowerCase();
  return terminals[name] ?? (terminalPattern.test(name) ? COLORS_16 : undefined);
}

/**
 * `stream.getColorDepth()`.
 * @param {object} [env]
 * @returns {1|4|8|24} bits
 */
function getColorDepth(env = require('ext/process/env').ownVariables()) {
  if (env.FORCE_COLOR !== undefined) {
    const depth = Object.hasOwn(forced, env.FORCE_COLOR) ? forced[env.FORCE_COLOR] : undefined;
    if (depth === undefined) return MONO;
    warnOnIgnored(env);
    return depth;
  }
  if (env.NODE_DISABLE_COLORS || env.NO_COLOR || env.TERM === 'dumb') return MONO;
  if (env.TMUX) return COLORS_16M;
  if (Object.hasOwn(env, 'TF_BUILD') && Object.hasOwn(env, 'AGENT_NAME')) return COLORS_16;
  if (Object.hasOwn(env, 'CI')) return ofContinuousIntegration(env);
  if ('TEAMCITY_VERSION' in env) {
    return /^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/.test(env.TEAMCITY_VERSION) ? COLORS_16 : MONO;
  }
  const program = ofProgram(env);
  if (program !== undefined) return program;
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return COLORS_16M;
  const terminal = env.TERM ? ofTerminal(env) : undefined;
  if (terminal !== undefined) return terminal;
  return env.COLORTERM ? COLORS_16 : MONO;
}

/**
 * `stream.hasColors()`.
 * @param {number} [count] 16 where left out
 * @param {object} [env]
 * @returns {boolean}
 * @throws {ERR_INVALID_ARG_TYPE|ERR_OUT_OF_RANGE}
 */
function hasColors(count, env) {
  if (env === undefined && (count === undefined || (typeof count === 'object' && count !== null))) {
    env = count;
    count = 16;
  } else {
    validateInteger(count, 'count', 2);
  }
  return count <= 2 ** getColorDepth(env);
}

module.exports = { getColorDepth, hasColors };
