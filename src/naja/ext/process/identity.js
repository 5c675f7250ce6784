'use strict';

// setuid and its kin, by number or by name.

const native = binding('process');
const { codes, ErrnoException } = require('ext/base/errors');
const { validateArray, validateUint32 } = require('ext/base/validators');

function checkId(id, argument) {
  if (typeof id === 'number') validateUint32(id, argument);
  else if (typeof id !== 'string') throw new codes.ERR_INVALID_ARG_TYPE(argument, ['number', 'string'], id);
}

/** The number of a user or group, from the system's files if it is a name. */
function resolve(id, what, argument) {
  checkId(id, argument);
  if (typeof id === 'number') return id;
  const file = what === 'User' ? '/etc/passwd' : '/etc/group';
  const line = require('ext/fs/own_file')
    .readOwn(file)
    .split('\n')
    .find((entry) => entry.startsWith(`${id}:`));
  if (line === undefined) throw new codes.ERR_UNKNOWN_CREDENTIAL(what, id);
  return Number(line.split(':')[2]);
}

function setter(name, which, what) {
  return {
    [name](id) {
      const error = native.setId(which, resolve(id, what, 'id'));
      if (error) throw new ErrnoException(error, name);
    },
  }[name];
}

function setgroups(groups) {
  validateArray(groups, 'groups');
  const ids = groups.map((group, i) => resolve(group, 'Group', `groups[${i}]`));
  const error = native.setGroups(ids);
  if (error) throw new ErrnoException(error, 'setgroups');
}

function initgroups(user, extraGroup) {
  checkId(user, 'user');
  checkId(extraGroup, 'extraGroup');
  const gid = resolve(extraGroup, 'Group', 'extraGroup');
  resolve(user, 'User', 'user');
  const error = native.initGroups(String(user), gid);
  if (error) throw new ErrnoException(error, 'initgroups');
}

module.exports = {
  setuid: setter('setuid', 0, 'User'),
  seteuid: setter('seteuid', 1, 'User'),
  setgid: setter('setgid', 2, 'Group'),
  setegid: setter('setegid', 3, 'Group'),
  setgroups,
  initgroups,
};
