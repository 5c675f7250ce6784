'use strict';

/** SETTINGS: checked, as numbers for the engine, and packed. */

const {
  codes: {
    ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH,
    ERR_HTTP2_INVALID_SETTING_VALUE,
    ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS,
    ERR_INVALID_ARG_TYPE,
  },
} = require('ext/base/errors');
const { Buffer } = require('node/buffer');
const process = require.lazy('node/process');

const UINT32 = 2 ** 32 - 1;
const MAX_CUSTOM = 10;

// In the order in which they are sent.
const NUMBERS = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
  enableConnectProtocol: 8,
};
const NAMES = Object.fromEntries(Object.entries(NUMBERS).map(([name, id]) => [id, name]));
const RANGES = [
  ['headerTableSize', 0, UINT32],
  ['initialWindowSize', 0, 2 ** 31 - 1],
  ['maxFrameSize', 16384, 2 ** 24 - 1],
  ['maxConcurrentStreams', 0, UINT32],
  ['maxHeaderListSize', 0, UINT32],
  ['maxHeaderSize', 0, UINT32],
];
const isFlag = (name) => name.startsWith('enable');

/** @throws {ERR_INVALID_ARG_TYPE} where `value` is given and no plain object */
function checkObject(value, name, types = 'Object') {
  if (value !== undefined && (value === null || typeof value !== 'object' || Array.isArray(value))) {
    throw new ERR_INVALID_ARG_TYPE(name, types, value);
  }
}

function checkRange(name, value, min, max) {
  if (value !== undefined && (typeof value !== 'number' || value < min || value > max)) {
    throw new ERR_HTTP2_INVALID_SETTING_VALUE.RangeError(name, value, min, max);
  }
}

/** @throws {ERR_HTTP2_INVALID_SETTING_VALUE|ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS|ERR_INVALID_ARG_TYPE} */
function validateSettings(settings) {
  if (settings === undefined) return;
  const { customSettings } = settings;
  checkObject(customSettings, 'customSettings', 'Number');
  if (customSettings) {
    const entries = Object.entries(customSettings);
    if (entries.length > MAX_CUSTOM) throw new ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
    for (const [id, value] of entries) {
      checkRange('customSettings:id', Number(id), 0, 0xffff);
      checkRange('customSettings:value', Number(value), 0, UINT32);
    }
  }
  for (const [name, min, max] of RANGES) checkRange(name, settings[name], min, max);
  for (const name of ['enablePush', 'enableConnectProtocol']) {
    if (settings[name] !== undefined && typeof settings[name] !== 'boolean') {
      throw new ERR_HTTP2_INVALID_SETTING_VALUE(name, settings[name]);
    }
  }
}

/** maxHeaderSize is another name for maxHeaderListSize, and wins. */
function headerListSize({ maxHeaderSize, maxHeaderListSize }) {
  if (maxHeaderSize === undefined || maxHeaderSize === maxHeaderListSize) return maxHeaderListSize;
  process().emitWarning('settings.maxHeaderSize overwrite settings.maxHeaderListSize');
  return maxHeaderSize;
}

/** Settings of other numbers; some of those that have a name may be given by number, too. */
function addCustom(customSettings, list, known) {
  for (const [key, value] of Object.entries(customSettings)) {
    if (typeof value !== 'number') continue;
    const id = Number(key);
    if (!(id > 0 && id <= 0xffff)) {
      throw new ERR_HTTP2_INVALID_SETTING_VALUE.RangeError('Range Error', id, 0, 0xffff);
    }
    if (!(value > 0 && value <= UINT32)) {
      throw new ERR_HTTP2_INVALID_SETTING_VALUE.RangeError('Range Error', value, 0, UINT32);
    }
    if (NAMES[id] !== undefined) known[NAMES[id]] = value;
    else list.push(id, value);
  }
}

/**
 * What the engine sends.
 * @param {object} settings that were checked
 * @returns {number[]} [number, value, ...]
 */
function listSettings(settings) {
  const custom = [];
  const known = {};
  if (typeof settings.customSettings === 'object') addCustom(settings.customSettings, custom, known);
  for (const name of Object.keys(NUMBERS)) {
    const value = settings[name];
    if (typeof value === (isFlag(name) ? 'boolean' : 'number')) known[name] = Number(value);
  }
  if (typeof settings.maxHeaderListSize === 'number' || typeof settings.maxHeaderSize === 'number') {
    known.maxHeaderListSize = headerListSize(settings);
  }
  const list = [];
  for (const [name, id] of Object.entries(NUMBERS)) {
    if (known[name] !== undefined) list.push(id, known[name]);
  }
  return list.concat(custom);
}

/**
 * The settings that hold.
 * @param {number[]} list of the engine
 * @param {number[]} [customs] which settings of other numbers are wanted; all if left out
 */
function describeSettings(list, customs) {
  const found = {};
  let customSettings;
  for (let i = 0; i < list.length; i += 2) {
    const name = NAMES[list[i]];
    if (name !== undefined) {
      found[name] = isFlag(name) ? Boolean(list[i + 1]) : list[i + 1];
    } else if (customs === undefined || customs.includes(list[i])) {
      customSettings ??= {};
      customSettings[list[i]] = list[i + 1];
    }
  }
  const settings = {
    headerTableSize: found.headerTableSize,
    enablePush: found.enablePush,
    initialWindowSize: found.initialWindowSize,
    maxFrameSize: found.maxFrameSize,
    maxConcurrentStreams: found.maxConcurrentStreams,
    maxHeaderListSize: found.maxHeaderListSize,
    maxHeaderSize: found.maxHeaderListSize,
    enableConnectProtocol: found.enableConnectProtocol,
  };
  if (customSettings !== undefined) settings.customSettings = customSettings;
  return settings;
}

/** @returns {object} a new one */
function getDefaultSettings() {
  return {
    __proto__: null,
    headerTableSize: 4096,
    enablePush: true,
    initialWindowSize: 65535,
    maxFrameSize: 16384,
    maxConcurrentStreams: UINT32,
    maxHeaderSize: 65535,
    maxHeaderListSize: 65535,
    enableConnectProtocol: false,
  };
}

/**
 * The payload of a SETTINGS frame.
 * @param {object} [settings]
 * @returns {Buffer}
 */
function getPackedSettings(settings) {
  checkObject(settings, 'settings');
  validateSettings(settings);
  const list = listSettings({ ...settings });
  const packed = Buffer.allocUnsafe(list.length * 3);
  for (let i = 0; i < list.length; i += 2) {
    packed.writeUInt16BE(list[i], i * 3);
    packed.writeUInt32BE(list[i + 1], i * 3 + 2);
  }
  return packed;
}

/**
 * @param {Uint8Array} packed as of getPackedSettings()
 * @param {{validate?: boolean}} [options] whether to check the values
 * @throws {ERR_INVALID_ARG_TYPE|ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH}
 */
function getUnpackedSettings(packed, options = {}) {
  if (!ArrayBuffer.isView(packed) || packed.length === undefined) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray'], packed);
  }
  if (packed.length % 6 !== 0) throw new ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH();
  const settings = {};
  for (let at = 0; at < packed.length; at += 6) {
    const byte = (i) => packed[at + i];
    const id = (byte(0) << 8) | byte(1);
    const value = ((byte(2) << 24) | (byte(3) << 16) | (byte(4) << 8) | byte(5)) >>> 0;
    const name = NAMES[id];
    if (name === undefined) {
      settings.customSettings ??= {};
      settings.customSettings[id] = value;
    } else {
      if (name === 'maxHeaderListSize') settings.maxHeaderSize = value;
      settings[name] = isFlag(name) ? value !== 0 : value;
    }
  }
  if (options?.validate) validateSettings(settings);
  return settings;
}

module.exports = {
  MAX_CUSTOM,
  checkObject,
  validateSettings,
  listSettings,
  describeSettings,
  getDefaultSettings,
  getPackedSettings,
  getUnpackedSettings,
};
