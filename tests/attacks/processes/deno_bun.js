// Tries: Deno.Command, Bun.spawn, Bun.spawnSync, Bun.$, and process.execve.
// Escape: the program that is started leaves its mark, or brings the secret.
const mark = `echo x >> '${target.witness}'; cat '${target.secret}'`;
const text = (bytes) => new TextDecoder().decode(bytes);
(async () => {
  attempt('Deno.Command sync', () =>
    text(new Deno.Command('/bin/sh', { args: ['-c', mark] }).outputSync().stdout),
  );
  await attempt('Deno.Command', async () =>
    text((await within(500, new Deno.Command('/bin/sh', { args: ['-c', mark] }).output())).stdout),
  );
  attempt('Bun.spawnSync', () => text(Bun.spawnSync(['/bin/sh', '-c', mark]).stdout));
  await attempt('Bun.spawn', () =>
    within(500, new Response(Bun.spawn(['/bin/sh', '-c', mark]).stdout).text()),
  );
  await probe('Bun.$', () => within(500, Bun.$`cat ${target.secret}`.text()));
  await probe('Bun.$ builtins', () => within(500, Bun.$`echo x > ${target.witness}`.text()));
  probe('execve', () => process.execve('/bin/sh', ['sh', '-c', mark], {}));
})();
