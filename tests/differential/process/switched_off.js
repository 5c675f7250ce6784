// Flags: --no-experimental-eventsource --no-experimental-websocket --no-experimental-global-navigator
'use strict';

// Globals that options take away.
console.log(typeof EventSource, typeof WebSocket, typeof CloseEvent, typeof navigator, typeof Navigator);
console.log('WebSocket' in globalThis, 'navigator' in globalThis);
const { execFileSync } = require('child_process');
try {
  execFileSync(process.execPath, ['--tls-min-v1.3', '--tls-max-v1.2', '-p', '1'], { stdio: 'pipe' });
} catch ({ status, stderr }) {
  console.log(status, `${stderr}`.replace(/^[^:]*: /, ''));
}
