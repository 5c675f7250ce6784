// The module `bun`, the global, and what import.meta has in Bun.
import whole, { sleep, version } from 'bun';
import * as names from 'bun';

console.log(whole === Bun, sleep === Bun.sleep, typeof version, names.version === Bun.version);
console.log(import.meta.require('bun') === Bun, Object.prototype.toString.call(Bun), Bun.isMainThread);
console.log(
  import.meta.dir === import.meta.dirname,
  import.meta.file,
  import.meta.path === import.meta.filename,
);
console.log(
  import.meta.main,
  import.meta.env === process.env,
  import.meta.resolveSync('./module.mjs') === Bun.main,
);
console.log(Bun.argv.length, Bun.argv[1] === Bun.main, Bun.cwd === process.cwd(), Bun.env === process.env);
await import('bun:nothing').catch((error) => console.log(error.message.includes('bun:nothing')));
try {
  import.meta.require('bun:nothing');
} catch (error) {
  console.log(error.code, error.message.split('\n')[0]);
}
