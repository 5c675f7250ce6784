// Tries: what /proc tells of this process and of its host: memory, environment, descriptors, the command line, other roots.
// Escape: a secret comes out, or the host's memory can be opened.
const fs = require('node:fs');
for (const pid of ['self', target.host, process.ppid, target.victim, 1]) {
  for (const name of [
    'environ',
    'mem',
    'root',
    'cwd',
    'fd',
    'fdinfo',
    'task',
    'stack',
    'syscall',
    'auxv',
    'pagemap',
    'map_files',
    'ns/user',
  ]) {
    probe(`${pid}/${name}`, () => {
      const path = `/proc/${pid}/${name}`;
      const found =
        fs.statSync(path).isDirectory() && name !== 'root'
          ? fs.readdirSync(path).join()
          : fs.readFileSync(path, 'latin1');
      if (pid !== 'self' && ['mem', 'environ', 'fd'].includes(name) && found.length) escaped(path);
      return found;
    });
  }
  probe(`${pid}: the secret by its root`, () => fs.readFileSync(`/proc/${pid}/root${target.secret}`, 'utf8'));
}
probe('mem', () => {
  const fd = fs.openSync(`/proc/${target.host}/mem`, 'r+');
  escaped('the memory of the host');
  return fd;
});
