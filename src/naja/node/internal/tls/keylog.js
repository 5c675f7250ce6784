'use strict';

// --tls-keylog=FILE: the keys of all connections, for whoever looks at captured packets.

const fs = require.lazy('node/fs');
const process = require.lazy('node/process');
const { getOption } = require('modules/options');

let warned = false;
let failed = false;

/** Appends a socket's keys to the file. */
function follow(socket) {
  const file = getOption('--tls-keylog');
  if (!warned) {
    warned = true;
    process().emitWarning(
      `Using --tls-keylog makes TLS connections insecure by writing secret key material to file ${file}`,
    );
  }
  socket.on('keylog', (line) => {
    fs().appendFile(file, line, { mode: 0o600 }, (error) => {
      if (!error || failed) return;
      failed = true;
      process().emitWarning(`Failed to write TLS keylog (this warning will not be repeated): ${error}`);
    });
  });
}

module.exports = { follow };
