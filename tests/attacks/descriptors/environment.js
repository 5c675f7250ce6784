// Tries: the host's environment: process.env, Deno.env, Bun.env, in workers, in children, in reports, in inspected objects.
// Escape: the variable comes out.
const name = target.variable;
(async () => {
  attempt('process.env', () => process.env[name]);
  attempt('all of process.env', () => JSON.stringify(process.env));
  attempt('keys', () => Object.keys(process.env).includes(name) && escaped('its name'));
  attempt('Deno.env.get', () => Deno.env.get(name));
  attempt('Deno.env.toObject', () => JSON.stringify(Deno.env.toObject()));
  attempt('Bun.env', () => Bun.env[name]);
  attempt('import.meta.env', () => process.getBuiltinModule('node:process').env[name]);
  probe('a report', () => JSON.stringify(process.report.getReport()));
  probe('a child', () => require('node:child_process').execSync(`echo $${name}`, { encoding: 'utf8' }));
  probe('inspect', () => require('node:util').inspect(process, { depth: 3, showHidden: true }));
  await probe('a worker', () =>
    within(
      800,
      new Promise((resolve, reject) => {
        const { Worker, SHARE_ENV } = require('node:worker_threads');
        const code = `require('node:worker_threads').parentPort.postMessage(JSON.stringify(process.env))`;
        new Worker(code, { eval: true, env: SHARE_ENV }).on('message', resolve).on('error', reject);
      }),
    ),
  );
})();
