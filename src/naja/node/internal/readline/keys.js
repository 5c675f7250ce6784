'use strict';

// What a terminal sends, as keys.

const { charLengthAt } = require('node/internal/readline/text');

const ESCAPE = '\x1b';

/** Escape codes by the key that they stand for; terminals disagree. */
const NAMES = {
  f1: 'OP [P [11~ [[A',
  f2: 'OQ [Q [12~ [[B',
  f3: 'OR [R [13~ [[C',
  f4: 'OS [S [14~ [[D',
  f5: '[15~ [[E',
  f6: '[17~',
  f7: '[18~',
  f8: '[19~',
  f9: '[20~',
  f10: '[21~',
  f11: '[23~',
  f12: '[24~',
  'paste-start': '[200~',
  'paste-end': '[201~',
  up: '[A OA',
  down: '[B OB',
  right: '[C OC',
  left: '[D OD',
  clear: '[E OE',
  end: '[F OF [4~ [8~',
  home: '[H OH [1~ [7~',
  insert: '[2~',
  delete: '[3~',
  pageup: '[5~ [[5~',
  pagedown: '[6~ [[6~',
};
/** rxvt has codes of their own for keys with Shift, */
const WITH_SHIFT = {
  up: '[a',
  down: '[b',
  right: '[c',
  left: '[d',
  clear: '[e',
  insert: '[2$',
  delete: '[3$',
  pageup: '[5$',
  pagedown: '[6$',
  home: '[7$',
  end: '[8$',
  tab: '[Z',
};
/** and with Ctrl. */
const WITH_CTRL = {
  up: 'Oa',
  down: 'Ob',
  right: 'Oc',
  left: 'Od',
  clear: 'Oe',
  insert: '[2^',
  delete: '[3^',
  pageup: '[5^',
  pagedown: '[6^',
  home: '[7^',
  end: '[8^',
};

const keyOfCode = new Map();
function learn(table, modifiers) {
  for (const [name, codes] of Object.entries(table)) {
    for (const code of codes.split(' ')) keyOfCode.set(code, { name, ...modifiers });
  }
}
learn(NAMES);
learn(WITH_SHIFT, { shift: true });
learn(WITH_CTRL, { ctrl: true });

const isDigit = (ch) => ch >= '0' && ch <= '9';

/** Keys that are one character. */
const PLAIN = new Map([
  ['\r', 'return'],
  ['\n', 'enter'],
  ['\t', 'tab'],
  ['\b', 'backspace'],
  ['\x7f', 'backspace'],
  [ESCAPE, 'escape'],
  [' ', 'space'],
]);
/** Of those, the ones that Meta is told of. */
const PLAIN_WITH_META = new Set(['\b', '\x7f', ESCAPE, ' ']);

/**
 * A generator that is given one character after another, and has the stream emit 'keypress' for each key. An empty
 * string means: nothing more has come, so an escape is an escape.
 */
function* emitKeys(stream) {
  for (;;) {
    let ch = yield;
    let sequence = ch;
    let escaped = false;
    const key = { sequence: null, name: undefined, ctrl: false, meta: false, shift: false };

    if (ch === ESCAPE) {
      escaped = true;
      sequence += ch = yield;
      if (ch === ESCAPE) sequence += ch = yield;
    }

    if (escaped && (ch === 'O' || ch === '[')) {
      // A function key: ESC O letter, ESC O modifier letter, ESC [ letter, ESC [ modifier letter,
      // ESC [[ letter, ESC [ number ~ and ESC [ number ; modifier ~
      let code = ch;
      let modifier = 0;
      if (ch === 'O') {
        sequence += ch = yield;
        if (isDigit(ch)) {
          modifier = Number(ch) - 1;
          sequence += ch = yield;
        }
        code += ch;
      } else {
        sequence += ch = yield;
        if (ch === '[') {
          code += ch;
          sequence += ch = yield;
        }
        const start = sequence.length - 1;
        for (let digits = 0; digits < 3 && isDigit(ch); digits++) sequence += ch = yield;
        if (ch === ';') {
          sequence += ch = yield;
          if (isDigit(ch)) sequence += yield;
        }
        const command = sequence.slice(start);
        let match;
        if ((match = /^(?:(\d\d?)(?:;(\d))?([~^$])|(\d{3}~))$/.exec(command)) !== null) {
          if (match[4]) {
            code += match[4];
          } else {
            code += match[1] + match[3];
            modifier = (match[2] || 1) - 1;
          }
        } else if ((match = /^((\d;)?(\d))?([A-Za-z])$/.exec(command)) !== null) {
          code += match[4];
          modifier = (match[3] || 1) - 1;
        } else {
          code += command;
        }
      }
      key.ctrl = Boolean(modifier & 4);
      key.meta = Boolean(modifier & 10);
      key.shift = Boolean(modifier & 1);
      key.code = code;
      const known = keyOfCode.get(code);
      if (known === undefined) {
        key.name = 'undefined';
      } else {
        key.name = known.name;
        if (known.shift) key.shift = true;
        if (known.ctrl) key.ctrl = true;
      }
    } else if (PLAIN.has(ch)) {
      key.name = PLAIN.get(ch);
      if (PLAIN_WITH_META.has(ch) || ((ch === '\r' || ch === '\n' || ch === '\t') && escaped))
        key.meta = escaped;
    } else if (!escaped && ch <= '\x1a') {
      key.name = String.fromCharCode(ch.charCodeAt(0) + 'a'.charCodeAt(0) - 1);
      key.ctrl = true;
    } else if (/^[0-9A-Za-z]$/.test(ch)) {
      key.name = ch.toLowerCase();
      key.shift = /^[A-Z]$/.test(ch);
      key.meta = escaped;
    } else if (escaped) {
      key.name = ch.length > 0 ? undefined : 'escape';
      key.meta = true;
    }

    key.sequence = sequence;
    if (sequence.length !== 0 && (key.name !== undefined || escaped)) {
      stream.emit('keypress', escaped ? undefined : sequence, key);
    } else if (charLengthAt(sequence, 0) === sequence.length) {
      stream.emit('keypress', sequence, key);
    }
    // A broken sequence is nothing.
  }
}

module.exports = { ESCAPE, emitKeys };
