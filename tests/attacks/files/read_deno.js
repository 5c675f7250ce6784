// Tries: every way that Deno has to read a file.
// Escape: the secret comes out.
(async () => {
  attempt('readTextFileSync', () => Deno.readTextFileSync(target.secret));
  attempt('readFileSync', () => Deno.readFileSync(target.secret));
  await attempt('readTextFile', () => Deno.readTextFile(target.secret));
  await attempt('open', async () => new Response((await Deno.open(target.secret)).readable).text());
  attempt('openSync', () => {
    const bytes = new Uint8Array(100);
    Deno.openSync(target.secret, { read: true }).readSync(bytes);
    return bytes;
  });
  attempt('a URL', () => Deno.readTextFileSync(new URL(`file://${target.secret}`)));
})();
