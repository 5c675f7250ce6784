// Tries: to slow down or speed up others, to change ids, the mask, the title and the working folder.
// Escape: another process's priority changes, or the host's own state.
const os = require('node:os');
attempt('setPriority of another', () => os.setPriority(target.victim, 19));
attempt('setPriority of the host', () => {
  if (target.host === undefined || target.host === process.pid) throw new Error('not its own');
  os.setPriority(target.host, 19);
});
for (const name of ['setuid', 'setgid', 'seteuid', 'setegid'])
  attempt(name, () => process[name](process.getuid() + 1));
attempt('setgroups', () => process.setgroups([0]));
attempt('initgroups', () => process.initgroups('root', 0));
probe('umask', () => process.umask(0));
probe('chdir', () => process.chdir('/tmp'));
probe('title', () => (process.title = 'attack'));
probe('Deno.chdir', () => Deno.chdir('/tmp'));
