// Tries: node:inspector, node:v8 and flags, to debug the runtime, write heap snapshots and turn natives on.
// Escape: an inspector that can be connected to, a file that is written, %natives that run.
probe('inspector.open', () => {
  require('node:inspector').open(0, '127.0.0.1');
  const url = require('node:inspector').url();
  if (url) escaped(url);
});
probe('inspector session', () => {
  const { Session } = require('node:inspector');
  const session = new Session();
  session.connectToMainThread?.();
  session.post('Runtime.evaluate', { expression: '1' });
});
probe('a heap snapshot in a file', () => require('node:v8').writeHeapSnapshot(`${target.folder}/heap`));
probe('--allow-natives-syntax', () => {
  require('node:v8').setFlagsFromString('--allow-natives-syntax');
  return new Function('return %GetHeapUsage()')();
});
probe('a report', () => process.report.writeReport(`${target.folder}/report.json`));
probe('execArgv', () => process.execArgv.push('--inspect'));
process.env.NODE_OPTIONS = '--inspect';
