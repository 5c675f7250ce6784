// Tries: worker_threads with other environments, execArgv, argv, stdin, and the things that they share.
// Escape: a worker may do what its parent may not.
const { Worker } = require('node:worker_threads');
const code = `const { parentPort } = require('node:worker_threads'); let found;
  try { found = require('fs').readFileSync(${JSON.stringify(target.secret)}, 'utf8'); } catch (e) { found = String(e); }
  try { found += process.env[${JSON.stringify(target.variable)}]; } catch (e) { found += e; }
  try { found += require('child_process').execSync('cat ' + ${JSON.stringify(target.secret)}); } catch (e) { found += e; }
  try { found += require('python:builtins').open(${JSON.stringify(target.secret)}).read(); } catch (e) { found += e; }
  parentPort.postMessage(found);`;
const answer = (worker) =>
  within(
    400,
    new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject).on('exit', resolve)),
  );
(async () => {
  await attempt('plain', () => answer(new Worker(code, { eval: true })));
  await probe('SHARE_ENV', () =>
    answer(new Worker(code, { eval: true, env: require('node:worker_threads').SHARE_ENV })),
  );
  await probe('execArgv', () =>
    answer(new Worker(code, { eval: true, execArgv: ['--allow-all', '--allow-fs-read=*'] })),
  );
  await probe('by file', () => answer(new Worker(`${target.base}/secret.js`)));
})();
