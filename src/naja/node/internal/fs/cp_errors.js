'use strict';

/** What cp and cpSync say when they will not copy: in the same codes, but not in the same words. */

const { codes } = require('ext/base/errors');

const EEXIST = 17;
const ENOTDIR = 20;
const EISDIR = 21;
const EINVAL = 22;
const names = { [EEXIST]: 'EEXIST', [ENOTDIR]: 'ENOTDIR', [EISDIR]: 'EISDIR', [EINVAL]: 'EINVAL' };

const withSlash = (path) => (path.endsWith('/') ? path : `${path}/`);

/** kind -> [code, errno, which path it is about, cp's words, cpSync's words] */
const kinds = {
  same: [
    'ERR_FS_CP_EINVAL',
    EINVAL,
    'dest',
    () => 'src and dest cannot be the same',
    (src, dest) => `src and dest cannot be the same ${dest}`,
  ],
  below: [
    'ERR_FS_CP_EINVAL',
    EINVAL,
    'dest',
    (src, dest) => `cannot copy ${src} to a subdirectory of self ${dest}`,
    (src, dest) => `Cannot copy ${withSlash(src)} to a subdirectory of self ${dest}`,
  ],
  dirToNonDir: [
    'ERR_FS_CP_DIR_TO_NON_DIR',
    EISDIR,
    'dest',
    (src, dest) => `cannot overwrite non-directory ${dest} with directory ${src}`,
    (src, dest) => `Cannot overwrite non-directory ${dest} with directory ${src}`,
  ],
  nonDirToDir: [
    'ERR_FS_CP_NON_DIR_TO_DIR',
    ENOTDIR,
    'dest',
    (src, dest) => `cannot overwrite directory ${dest} with non-directory ${src}`,
    (src, dest) => `Cannot overwrite directory ${dest} with non-directory ${src}`,
  ],
  directory: [
    'ERR_FS_EISDIR',
    EISDIR,
    'src',
    (src) => `${src} is a directory (not copied)`,
    (src) => `Recursive option not enabled, cannot copy a directory: ${withSlash(src)}`,
  ],
  socket: [
    'ERR_FS_CP_SOCKET',
    EINVAL,
    'dest',
    (src, dest) => `cannot copy a socket file: ${dest}`,
    (src, dest) => `Cannot copy a socket file: ${dest}`,
  ],
  fifo: [
    'ERR_FS_CP_FIFO_PIPE',
    EINVAL,
    'dest',
    (src, dest) => `cannot copy a FIFO pipe: ${dest}`,
    (src, dest) => `Cannot copy a FIFO pipe: ${dest}`,
  ],
  unknown: [
    'ERR_FS_CP_UNKNOWN',
    EINVAL,
    'dest',
    (src, dest) => `cannot copy an unknown file type: ${dest}`,
    (src, dest) => `Cannot copy an unknown file type: ${dest}`,
  ],
};

function systemError(code, errno, message, path) {
  return new codes[code]({ message, path, syscall: 'cp', errno, code: names[errno] });
}

/**
 * @param {string} kind
 * @param {boolean} now whether this is cpSync
 */
function make(kind, src, dest, now) {
  if (kind === 'exists') return systemError('ERR_FS_CP_EEXIST', EEXIST, `${dest} already exists`, dest);
  const [code, errno, about, words, syncWords] = kinds[kind];
  if (now) {
    const error = new Error(syncWords(src, dest));
    error.code = code;
    return error;
  }
  return systemError(code, errno, words(src, dest), about === 'src' ? src : dest);
}

/** A link that is to replace one to a folder above its own target. */
function linkAbove(target, old, dest) {
  const message = `cannot overwrite ${old} with ${target}`;
  return systemError('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', EINVAL, message, dest);
}

/** A link that is to replace one to a folder below its own target. */
function linkBelow(target, old, dest) {
  const message = `cannot copy ${target} to a subdirectory of self ${old}`;
  return systemError('ERR_FS_CP_EINVAL', EINVAL, message, dest);
}

module.exports = { linkAbove, linkBelow, make };
