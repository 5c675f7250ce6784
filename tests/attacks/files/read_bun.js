// Tries: every way that Bun has to read a file.
// Escape: the secret comes out.
(async () => {
  await attempt('file.text', () => Bun.file(target.secret).text());
  await attempt('file.bytes', () => Bun.file(target.secret).bytes());
  await attempt('file.json', () => Bun.file(`${target.base}/secret.json`).json());
  await attempt('file.stream', () => new Response(Bun.file(target.secret).stream()).text());
  await attempt('a Response', () => new Response(Bun.file(target.secret)).text());
  await attempt('a slice', () => Bun.file(target.secret).slice(3, 60).text());
  await attempt('by its URL', () => Bun.file(new URL(`file://${target.secret}`)).text());
})();
