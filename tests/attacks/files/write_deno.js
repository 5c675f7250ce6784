// Tries: every way that Deno and Bun have to change files.
// Escape: something in the folder is not as it was.
const { folder, kept, witness } = target;
(async () => {
  attempt('writeTextFileSync', () => Deno.writeTextFileSync(witness, 'x'));
  await attempt('writeFile', () => Deno.writeFile(`${folder}/a`, new Uint8Array(1)));
  attempt('openSync', () => Deno.openSync(kept, { write: true, truncate: true }));
  attempt(
    'create',
    () => Deno.createSync?.(`${folder}/b`) ?? Deno.openSync(`${folder}/b`, { create: true, write: true }),
  );
  attempt('mkdirSync', () => Deno.mkdirSync(`${folder}/made`));
  attempt('makeTempFileSync', () => Deno.makeTempFileSync({ dir: folder }));
  attempt('makeTempDirSync', () => Deno.makeTempDirSync({ dir: folder }));
  attempt('chmodSync', () => Deno.chmodSync(kept, 0o777));
  attempt('utimeSync', () => Deno.utimeSync(kept, 1, 1));
  attempt('truncateSync', () => Deno.truncateSync(kept));
  await attempt('Bun.write', () => Bun.write(`${folder}/bun`, 'x'));
  await attempt('Bun writer', () => {
    const writer = Bun.file(`${folder}/writer`).writer();
    writer.write('x');
    return writer.end();
  });
  await attempt('Bun delete', () => Bun.file(kept).delete());
  attempt('removeSync', () => Deno.removeSync(folder, { recursive: true }));
})();
