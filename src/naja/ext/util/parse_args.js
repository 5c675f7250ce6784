'use strict';

/** `util.parseArgs`: command line arguments into options and positionals, by the usual conventions. */

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_PARSE_ARGS_INVALID_OPTION_VALUE,
    ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL,
    ERR_PARSE_ARGS_UNKNOWN_OPTION,
  },
} = require('ext/base/errors');
const {
  validateArray,
  validateBoolean,
  validateBooleanArray,
  validateObject,
  validateString,
  validateStringArray,
  validateUnion,
} = require('ext/base/validators');
const process = require.lazy('node/process');

/** What the program was started with, without the runtime and the script. */
function mainArguments() {
  const { argv, execArgv } = process();
  const noScript = execArgv.some((flag) => /^(?:-e|-p|-pe|--eval|--print)(?:=|$)/.test(flag));
  return argv.slice(noScript ? 1 : 2);
}

/* ---------------------------------------------------------------- options */

const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
const optionOf = (options, name, key) => (Object.hasOwn(options, name) ? own(options[name], key) : undefined);

/** The long name of a short option; the short one itself if there is none. */
function longName(short, options) {
  for (const name of Object.keys(options)) if (own(options[name], 'short') === short) return name;
  return short;
}

function validateOptions(options) {
  for (const name of Object.keys(options)) {
    const option = options[name];
    validateObject(option, `options.${name}`);
    const type = own(option, 'type');
    validateUnion(type, `options.${name}.type`, ['string', 'boolean']);
    if (Object.hasOwn(option, 'short')) {
      validateString(option.short, `options.${name}.short`);
      if (option.short.length !== 1) {
        throw new ERR_INVALID_ARG_VALUE(`options.${name}.short`, option.short, 'must be a single character');
      }
    }
    const multiple = own(option, 'multiple');
    if (Object.hasOwn(option, 'multiple')) validateBoolean(multiple, `options.${name}.multiple`);
    const fallback = own(option, 'default');
    if (fallback !== undefined) {
      const one = type === 'string' ? validateString : validateBoolean;
      const many = type === 'string' ? validateStringArray : validateBooleanArray;
      (multiple ? many : one)(fallback, `options.${name}.default`);
    }
  }
}

/* ---------------------------------------------------------------- tokens */

const isLoneShort = (arg) => arg.length === 2 && arg[0] === '-' && arg[1] !== '-';
const isShortCluster = (arg) => arg.length > 2 && arg[0] === '-' && arg[1] !== '-';
const isLoneLong = (arg) => arg.length > 2 && arg.startsWith('--') && !arg.includes('=', 3);
const isLongWithValue = (arg) => arg.length > 2 && arg.startsWith('--') && arg.includes('=', 3);

function tokenize(args, options) {
  const tokens = [];
  const rest = [...args];
  let index = -1;
  let group = 0; // options of a cluster like -abc that are still to come: they share an index

  const pushOption = (name, rawName, value, inlineValue) => {
    tokens.push({ kind: 'option', name, rawName, index, value, inlineValue });
  };
  /** An option by itself: its value may be the next argument. */
  const pushLone = (name, rawName) => {
    let value;
    let inlineValue;
    if (optionOf(options, name, 'type') === 'string' && rest[0] != null) {
      value = rest.shift();
      inlineValue = false;
    }
    pushOption(name, rawName, value, inlineValue);
    if (value != null) index++;
  };

  while (rest.length > 0) {
    const arg = rest.shift();
    if (group > 0) group--;
    else index++;

    if (arg === '--') {
      tokens.push({ kind: 'option-terminator', index });
      for (const value of rest) tokens.push({ kind: 'positional', index: ++index, value });
      break;
    }
    if (isLoneShort(arg)) {
      pushLone(longName(arg[1], options), arg);
    } else if (isShortCluster(arg)) {
      const name = longName(arg[1], options);
      if (optionOf(options, name, 'type') === 'string') {
        pushOption(name, `-${arg[1]}`, arg.slice(2), true);
      } else {
        const single = [];
        for (let i = 1; i < arg.length; i++) {
          const takesValue = optionOf(options, longName(arg[i], options), 'type') === 'string';
          if (takesValue && i !== arg.length - 1) {
            single.push(`-${arg.slice(i)}`);
            break;
          }
          single.push(`-${arg[i]}`);
        }
        rest.unshift(...single);
        group = single.length;
      }
    } else if (isLoneLong(arg)) {
      pushLone(arg.slice(2), arg);
    } else if (isLongWithValue(arg)) {
      const equals = arg.indexOf('=');
      const name = arg.slice(2, equals);
      pushOption(name, `--${name}`, arg.slice(equals + 1), true);
    } else {
      tokens.push({ kind: 'positional', index, value: arg });
    }
  }
  return tokens;
}

/* ---------------------------------------------------------------- checks */

function checkAmbiguous(token) {
  const { inlineValue, name, rawName, value } = token;
  if (inlineValue || value == null || value.length <= 1 || value[0] !== '-') return;
  const example = rawName.startsWith('--') ? `'${rawName}=-XYZ'` : `'--${name}=-XYZ' or '${rawName}-XYZ'`;
  throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(
    `Option '${rawName}' argument is ambiguous.\n` +
      `Did you forget to specify the option argument for '${rawName}'?\n` +
      `To specify an option argument starting with a dash use ${example}.`,
  );
}

function checkUsage({ options, allowNegative, allowPositionals }, token) {
  let { name } = token;
  if (!Object.hasOwn(options, name)) {
    const positive = allowNegative && name.startsWith('no-') ? name.slice(3) : undefined;
    if (positive === undefined || optionOf(options, positive, 'type') !== 'boolean') {
      throw new ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
    }
    name = positive;
  }
  const short = optionOf(options, name, 'short');
  const shown = `${short ? `-${short}, ` : ''}--${name}`;
  const type = optionOf(options, name, 'type');
  if (type === 'string' && typeof token.value !== 'string') {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown} <value>' argument missing`);
  }
  if (type === 'boolean' && token.value != null) {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown}' does not take an argument`);
  }
}

function store(token, options, values, allowNegative) {
  let { value = true } = token;
  if (allowNegative && token.value === undefined && token.name.startsWith('no-')) {
    token.name = token.name.slice(3); // the caller sees it in the tokens
    value = false;
  }
  const { name } = token;
  if (name === '__proto__') return;
  if (optionOf(options, name, 'multiple')) {
    values[name] ??= [];
    values[name].push(value);
  } else {
    values[name] = value;
  }
}

/**
 * @param {object} [config] `{args, options, strict, allowPositionals, allowNegative, tokens}`
 * @returns {{values: object, positionals: string[], tokens?: object[]}}
 */
function parseArgs(config) {
  const args = own(config, 'args') ?? mainArguments();
  const strict = own(config, 'strict') ?? true;
  const allowPositionals = own(config, 'allowPositionals') ?? !strict;
  const returnTokens = own(config, 'tokens') ?? false;
  const allowNegative = own(config, 'allowNegative') ?? false;
  const options = own(config, 'options') ?? { __proto__: null };

  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(returnTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  validateObject(options, 'options');
  validateOptions(options);

  const tokens = tokenize(args, options);
  const values = { __proto__: null };
  const positionals = [];
  const result = { values, positionals };
  if (returnTokens) result.tokens = tokens;

  for (const token of tokens) {
    if (token.kind === 'option') {
      if (strict) {
        checkUsage({ options, allowNegative, allowPositionals }, token);
        checkAmbiguous(token);
      }
      store(token, options, values, allowNegative);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw new ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      positionals.push(token.value);
    }
  }
  for (const name of Object.keys(options)) {
    const fallback = own(options[name], 'default');
    if (fallback !== undefined && values[name] === undefined) values[name] = fallback;
  }
  return result;
}

module.exports = { parseArgs };
