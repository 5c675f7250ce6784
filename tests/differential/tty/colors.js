'use strict';

// How many colours a terminal is said to show; what is a terminal and what is not.

const tty = require('node:tty');

const { getColorDepth, hasColors } = tty.WriteStream.prototype;

const environments = [
  {},
  { TERM: 'dumb' },
  { TERM: 'xterm' },
  { TERM: 'xterm-256color' },
  { TERM: 'xterm-kitty' },
  { TERM: 'XTERM-COLOR' },
  { TERM: 'screen' },
  { TERM: 'linux' },
  { TERM: 'vt100' },
  { TERM: 'vt220-x' },
  { TERM: 'rxvt-unicode-24bit' },
  { TERM: 'con80x25' },
  { TERM: 'mosh' },
  { TERM: 'terminator' },
  { TERM: 'something-truecolor' },
  { TERM: 'nothing' },
  { TERM: 'nothing', COLORTERM: '1' },
  { COLORTERM: 'truecolor' },
  { COLORTERM: '24bit', TERM: 'xterm' },
  { NO_COLOR: '1', TERM: 'xterm' },
  { NO_COLOR: '', TERM: 'xterm' },
  { NODE_DISABLE_COLORS: '1', TERM: 'xterm' },
  { FORCE_COLOR: '' },
  { FORCE_COLOR: '0' },
  { FORCE_COLOR: '1' },
  { FORCE_COLOR: 'true' },
  { FORCE_COLOR: '2' },
  { FORCE_COLOR: '3' },
  { FORCE_COLOR: 'x' },
  { TMUX: '1' },
  { CI: '1' },
  { CI: '1', TRAVIS: '1' },
  { CI: '1', CIRCLECI: '1' },
  { CI: '1', GITHUB_ACTIONS: '1' },
  { CI: '1', CI_NAME: 'codeship' },
  { CI: '1', APPVEYOR: '', TRAVIS: '1' },
  { TF_BUILD: '1', AGENT_NAME: 'x' },
  { TEAMCITY_VERSION: '9.1.0' },
  { TEAMCITY_VERSION: '9.0.0' },
  { TEAMCITY_VERSION: '10.0' },
  { TERM_PROGRAM: 'iTerm.app' },
  { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.1' },
  { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '2.9' },
  { TERM_PROGRAM: 'Apple_Terminal' },
  { TERM_PROGRAM: 'HyperTerm' },
  { TERM_PROGRAM: 'MacTerm' },
  { TERM_PROGRAM: 'other', TERM: 'xterm' },
];
for (const env of environments) {
  console.log(
    env,
    getColorDepth.call({}, env),
    [2, 16, 256, 2 ** 24].map((n) => hasColors.call({ getColorDepth }, n, env)),
  );
}

const thrown = (call) => {
  try {
    return call();
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
};
for (const count of [1, 'x', 2.5, -1])
  console.log(
    count,
    thrown(() => hasColors.call({ getColorDepth }, count, {})),
  );
for (const fd of [0, 1, 2, -1, 99, 1.5, 'x', {}, undefined]) console.log('isatty', fd, tty.isatty(fd));
for (const fd of [-1, 'x', 1.5, 2 ** 40]) {
  console.log(
    thrown(() => new tty.ReadStream(fd)),
    thrown(() => new tty.WriteStream(fd)),
  );
}
console.log(Object.keys(tty));
console.log(process.stdin.isTTY, process.stdout.isTTY, process.stdout.columns, process.stdout.getColorDepth);
