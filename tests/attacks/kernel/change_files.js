// Tries: to change files by calls that landlock does not know: chmod, chown, utimes, xattr, mknod, setfsuid, quotas.
// Escape: a file is changed.
attempt('changes', () => {
  for (const [name, ...args] of [
    ['chmod', target.kept, 0o777],
    ['chown', target.kept, 1, 1],
    ['lchown', target.kept, 1, 1],
    ['utime', target.kept, 0],
    ['utimes', target.kept, 0],
    ['truncate', target.kept, 0],
    ['unlink', target.kept],
    ['rmdir', target.folder],
    ['mkdir', `${target.folder}/x`, 0o777],
    ['mknod', `${target.folder}/y`, 0o10600, 0],
    ['link', target.kept, 0],
    ['rename', target.kept, 0],
    ['removexattr', target.kept, 0],
    ['setxattr', target.kept, 0, 0, 0, 0],
    ['creat', target.witness, 0o600],
  ])
    if (name in nr) forbidden(name, syscall(nr[name], ...args));
  for (const name of ['fchmodat', 'fchownat', 'unlinkat', 'mkdirat', 'mknodat', 'utimensat', 'renameat2'])
    forbidden(name, syscall(nr[name], -100, target.kept, 0, 0, 0));
});
