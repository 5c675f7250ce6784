// What a thread's process object is, and its standard streams.
const { Worker, SHARE_ENV, isMainThread, parentPort } = require('worker_threads');
const { once } = require('events');

function child() {
  const say = (...args) => console.log(...args);
  say(process.argv.slice(2), process.execArgv, require.main === module, process.argv[1] === __filename);
  for (const name of ['abort', 'chdir', 'setuid', 'setgroups', 'umask']) {
    try {
      process[name]('/', 0o22);
      say(name, 'worked');
    } catch (e) {
      say(name, e.name, e.code, e.message);
    }
  }
  process.env.MINE = 1;
  process.env.COMMON = 'child';
  say(process.env.MINE, typeof process.env.PATH, process.env.COMMON, process.env.ONLY);
  say(
    process.title === 'x',
    typeof process.umask(),
    process.send,
    process.cwd() === __dirname || process.cwd().length > 0,
  );
  process.title = 'other';
  say(process.title, process.stdout.isTTY, process.stdin.constructor.name);
  const limits = require('worker_threads').resourceLimits;
  say(limits.maxOldGenerationSizeMb === 50, limits.stackSizeMb);
  let text = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk) => (text += chunk));
  process.stdin.on('end', () => {
    console.error('stdin was', text);
    parentPort.postMessage(process.env.COMMON);
  });
}

async function main() {
  process.env.COMMON = 'main';
  for (const options of [
    { argv: ['a', 2], stdin: true, env: { ONLY: 'this' } },
    {
      stdin: true,
      stdout: true,
      stderr: true,
      env: SHARE_ENV,
      resourceLimits: { maxOldGenerationSizeMb: 50 },
    },
    { stdout: true, env: process.env, name: 'named' },
  ]) {
    const worker = new Worker(__filename, options);
    const out = [];
    if (options.stdout) worker.stdout.on('data', (chunk) => out.push(chunk));
    if (options.stderr) worker.stderr.on('data', (chunk) => out.push(chunk));
    worker.stdin?.write('typed ');
    worker.stdin?.end('in');
    const [[answer], [code]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
    console.log('->', answer, code, worker.stdin === null, process.env.COMMON, process.env.MINE);
    process.stdout.write(Buffer.concat(out).toString().replace(/^/gm, '  | ') + '\n');
    delete process.env.MINE;
    process.env.COMMON = 'main';
  }
  for (const g of [
    () => new Worker(),
    () => new Worker('relative.js'),
    () => new Worker('data:text/javascript,1'),
    () => new Worker(new URL('http://x/')),
    () => new Worker('1', { eval: true, argv: 1 }),
    () => new Worker('1', { eval: true, env: 1 }),
    () => new Worker('1', { eval: true, execArgv: 1 }),
    () => new Worker('1', { eval: true, execArgv: ['--no-such-option'] }),
    () => new Worker('1', { eval: true, execArgv: ['--title=x'] }),
    () => new Worker('1', { eval: true, workerData: () => {} }),
    () => new Worker('1', { eval: true, name: 1 }),
    () => new Worker(new URL('data:text/javascript,1'), { eval: true }),
  ]) {
    try {
      g();
      console.log('no error');
    } catch (e) {
      console.log(e.name, e.code, e.message.split('\n')[0]);
    }
  }
}

if (isMainThread) main();
else child();
