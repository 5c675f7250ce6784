'use strict';

// trackUnmanagedFds: descriptors that a thread's program opens are closed with the thread. What it opens and closes goes
// through these.

const native = binding('fs');
const { track, untrack } = binding('worker');
const process = require.lazy('node/process');

function opened(fd) {
  if (!track(fd)) process().emitWarning(`File descriptor ${fd} opened in unmanaged mode twice`);
}

function closing(fd) {
  if (!untrack(fd)) process().emitWarning(`File descriptor ${fd} closed but not opened in unmanaged mode`);
}

/** From now on. */
function start() {
  const { open, close } = native;
  native.open = (path, flags, mode, callback) => {
    if (callback === undefined) {
      const fd = open(path, flags, mode, undefined);
      opened(fd);
      return fd;
    }
    return open(path, flags, mode, (error, fd) => {
      if (!error) opened(fd);
      callback(error, fd);
    });
  };
  native.close = (fd, callback) => {
    closing(fd);
    return close(fd, callback);
  };
  native.track = track;
  native.untrack = untrack;
}

module.exports = { start };
