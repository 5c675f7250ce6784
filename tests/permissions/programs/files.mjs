// Every way into a folder that may not be read or written (`out`), beside those into one that may (`in`). One line each:
// its name, and how it ended.
import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

const [inside, outside] = process.argv.slice(2);

async function go(name, act) {
  try {
    await act();
    console.log(name, 'ok');
  } catch (error) {
    console.log(name, error.code ?? error.name);
  }
}

const text = (file) => fs.readFileSync(file, 'utf8');
const O = fs.constants;

// What may be read.
await go('in', () => text(`${inside}/f`));
await go('in: dots', () => text(`${inside}/sub/../f`));
await go('in: a link and back', () => text(`${inside}/link/../in/f`));
await go('in: bytes', () => fs.readFileSync(Buffer.from(`${inside}/f`)));
await go('in: slashes', () => text(`${inside}//.///f`));
await go('in: lstat of a link out', () => fs.lstatSync(`${inside}/slink`));
await go('in: readlink', () => fs.readlinkSync(`${inside}/slink`));
await go('in: realpath', () => fs.realpathSync.native(`${inside}/sub/../f`));
await go('in: list', () => fs.readdirSync(inside));
await go('in: missing', () => fs.statSync(`${inside}/nope`));
await go('in: below a file', () => fs.statSync(`${inside}/f/x`));

// What may not: paths.
await go('out', () => text(`${outside}/s`));
await go('out: dots', () => text(`${inside}/../out/s`));
await go('out: many dots', () => text(`${inside}/${'./'.repeat(1000)}../out/s`));
await go('out: many slashes', () => text(`${outside}${'/'.repeat(1500)}s`));
await go('out: through a linked folder', () => text(`${inside}/link/s`));
await go('out: through a link', () => text(`${inside}/slink`));
await go('out: through links to links', () => text(`${inside}/chain`));
await go('out: bytes', () => fs.readFileSync(Buffer.from(`${outside}/s`)));
await go('out: URL', () => fs.readFileSync(new URL(`file://${outside}/s`)));
await go('out: dots in a URL', () => fs.readFileSync(new URL(`file://${inside}/%2e%2e/out/s`)));
await go('out: slash after it', () => text(`${outside}/s/`));
await go('out: a sibling whose name begins so', () => text(`${inside}side/s`));
await go('out: missing', () => fs.statSync(`${outside}/nope`));
await go('out: below a file', () => fs.statSync(`${outside}/s/x`));
await go('out: relative', () => text(path.relative(process.cwd(), `${outside}/s`)));
await go('out: a NUL', () => text(`${inside}/f\0/../../out/s`));
await go('out: too long', () => text(`${inside}/${'x/../'.repeat(2000)}../out/s`));

// The kernel's own names for files.
const fd = fs.openSync(`${inside}/f`);
const folder = fs.openSync(inside);
await go('proc: root', () => text(`/proc/self/root${outside}/s`));
await go('proc: thread root', () => text(`/proc/thread-self/root${outside}/s`));
await go('proc: pid root', () => text(`/proc/${process.pid}/root${inside}/f`));
await go('proc: cwd', () => text('/proc/self/cwd/out/s'));
await go('proc: environ', () => text('/proc/self/environ'));
await go('proc: maps', () => text('/proc/self/maps'));
await go('proc: mem', () => fs.openSync('/proc/self/mem', 'r+'));
await go('proc: descriptor', () => text(`/proc/self/fd/${fd}`));
await go('proc: folder descriptor', () => text(`/proc/self/fd/${folder}/../out/s`));
await go('proc: dev fd', () => text(`/dev/fd/${fd}`));
await go('proc: dev fd of a folder', () => text(`/dev/fd/${folder}/../out/s`));
await go('proc: dev stdin', () => fs.openSync('/dev/stdin'));
await go('proc: through a link', () => text(`${inside}/proc/environ`));
await go('proc: list', () => fs.readdirSync('/proc/self/fd'));
await go('proc: sys', () => text('/sys/kernel/mm/transparent_hugepage/enabled'));

// What looks at files otherwise.
await go('look: stat', () => fs.statSync(`${inside}/slink`));
await go('look: lstat', () => fs.lstatSync(`${outside}/s`));
await go('look: lstat with a slash', () => fs.lstatSync(`${inside}/link/`));
await go('look: access', () => fs.accessSync(`${outside}/s`));
await go('look: exists', () => fs.existsSync(`${outside}/s`));
await go('look: realpath', () => fs.realpathSync(`${inside}/slink`));
await go('look: realpath.native', () => fs.realpathSync.native(`${inside}/slink`));
await go('look: readdir', () => fs.readdirSync(`${inside}/link`));
await go('look: opendir', () => fs.opendirSync(`${inside}/link`).closeSync());
await go('look: statfs', () => fs.statfsSync(outside));
await go('look: watch', () => fs.watch(`${inside}/link`).close());
await go('look: watchFile', () => {
  fs.watchFile(`${outside}/s`, () => {});
  fs.unwatchFile(`${outside}/s`);
});
await go('look: Deno.watchFs', () => Deno.watchFs(outside).close());
await go('look: Deno.stat', () => Deno.stat(`${inside}/slink`));
await go('look: promise', () => fs.promises.readFile(`${outside}/s`));
await go('look: FileHandle', async () => (await fs.promises.open(`${outside}/s`)).close());
await go('look: stream', async () => {
  for await (const _ of fs.createReadStream(`${outside}/s`));
});
await go('look: callback', () => new Promise((r, j) => fs.readFile(`${outside}/s`, (e) => (e ? j(e) : r()))));
await go('look: Deno', () => Deno.readTextFileSync(`${outside}/s`));
await go('look: Deno.open', () => Deno.open(`${outside}/s`));
await go('look: Bun.file', () => Bun.file(`${outside}/s`).text());
await go('look: Bun.file stream', () => Bun.file(`${inside}/slink`).stream().getReader().read());
await go('look: blob', async () => (await fs.openAsBlob(`${outside}/s`)).text());
await go('look: json', () => import(`${outside}/${'j'}.json`, { with: { type: 'json' } }));
await go('look: module', () => import(`${outside}/${'m'}.mjs`));
await go('look: require', () =>
  process.getBuiltinModule('module').createRequire(`${inside}/x`)('../out/j.json'),
);
await go('look: dotenv', () => process.loadEnvFile(`${outside}/s`));
await go('look: descriptor of others', () => fs.fstatSync(9));

// Writing.
await go('write: in', () => fs.writeFileSync(`${inside}/w`, 'x'));
await go('write: in, by a link to nowhere', () => fs.writeFileSync(`${inside}/dangling`, 'x'));
await go('write: in, folders', () => fs.mkdirSync(`${inside}/a/b/../c`, { recursive: true }));
await go('write: in, rename', () => fs.renameSync(`${inside}/w`, `${inside}/w2`));
await go('write: in, copy', () => fs.cpSync(`${inside}/a`, `${inside}/a2`, { recursive: true }));
await go('write: in, remove', () => fs.rmSync(`${inside}/a2`, { recursive: true }));
await go('write: in, temporary', () => fs.mkdtempSync(`${inside}/t`));
await go('write: in, unlink a link out', () => fs.unlinkSync(`${inside}/spare`));
await go('write', () => fs.writeFileSync(`${outside}/w`, 'x'));
await go('write: through a link', () => fs.appendFileSync(`${inside}/slink`, 'x'));
await go('write: by a link to nowhere', () => fs.writeFileSync(`${inside}/danglingout`, 'x'));
await go('write: truncate', () => fs.truncateSync(`${inside}/slink`, 1));
await go('write: create, to read', () => fs.closeSync(fs.openSync(`${outside}/c`, O.O_CREAT)));
await go('write: without a name', () => fs.closeSync(fs.openSync(outside, 0o20200000 | O.O_RDWR)));
await go('write: mkdir', () => fs.mkdirSync(`${inside}/link/d`));
await go('write: mkdir -p', () => fs.mkdirSync(`${inside}/link/d/e`, { recursive: true }));
await go('write: mkdir -p, dots', () => fs.mkdirSync(`${inside}/x/y/../../../out/d`, { recursive: true }));
await go('write: mkdtemp', () => fs.mkdtempSync(`${inside}/link/x`));
await go('write: rename out', () => fs.renameSync(`${inside}/g`, `${outside}/g`));
await go('write: rename in', () => fs.renameSync(`${outside}/gone`, `${inside}/gone`));
await go('write: hard link', () => fs.linkSync(`${outside}/s`, `${inside}/hard`));
await go('write: hard link out', () => fs.linkSync(`${inside}/f`, `${outside}/hard`));
await go('write: symbolic link', () => fs.symlinkSync(`${inside}/f`, `${inside}/soft`));
await go('write: copy in', () => fs.copyFileSync(`${inside}/slink`, `${inside}/s`));
await go('write: copy out', () => fs.copyFileSync(`${inside}/f`, `${inside}/link/f`));
await go('write: copy a tree', () => fs.cpSync(`${inside}/link/`, `${inside}/tree`, { recursive: true }));
await go('write: copy what links lead to', () =>
  fs.cpSync(`${inside}/linked`, `${inside}/tree`, { recursive: true, dereference: true }),
);
await go('write: chmod', () => fs.chmodSync(`${inside}/slink`, 0o600));
await go('write: chown', () => fs.chownSync(`${inside}/slink`, process.getuid(), process.getgid()));
await go('write: utimes', () => fs.utimesSync(`${inside}/slink`, 0, 0));
await go('write: unlink', () => fs.unlinkSync(`${inside}/link/spare`));
await go('write: rm -r', () => fs.rmSync(`${inside}/link/tree`, { recursive: true }));
await go('write: rm -r by a URL', () =>
  fs.rmSync(new URL(`file://${inside}/link/tree2/`), { recursive: true }),
);
await go('write: rmdir', () => fs.rmdirSync(`${inside}/link/empty`));
await go('write: stream', () => {
  const stream = fs.createWriteStream(`${outside}/w`);
  return new Promise((resolve, reject) => stream.on('error', reject).on('finish', resolve).end(''));
});
await go('write: Deno', () => Deno.writeTextFile(`${outside}/w`, 'x'));
await go('write: Deno.remove', () => Deno.removeSync(`${outside}/removed`));
await go('write: Bun', () => Bun.write(`${outside}/w`, 'x'));
await go('write: Bun, folders', () => Bun.write(`${outside}/new/w`, 'x'));
await go('write: Bun sink', () => Bun.file(`${outside}/w`).writer().end());
await go('write: report', () => process.report.writeReport(`${outside}/r.json`));

// After the working directory has changed, paths are still judged by where they lie.
await go('chdir: in', () => process.chdir(inside));
await go('chdir: relative', () => text('../out/s'));
await go('chdir: relative in', () => text('f'));
await go('chdir: out', () => process.chdir(outside));

// A thread may do what its parent may.
await go('thread', () => {
  const source =
    `const fs = require('fs'); fs.readFileSync(${JSON.stringify(`${inside}/f`)}); ` +
    `fs.readFileSync(${JSON.stringify(`${outside}/s`)});`;
  return new Promise((resolve, reject) =>
    new Worker(source, { eval: true }).on('error', reject).on('exit', resolve),
  );
});
