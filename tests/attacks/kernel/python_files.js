// Tries: Python's own ways to files, sockets and others' memory, in the process.
// Escape: the secret comes out, the folder changes, a server sees it.
const os = require('python:os');
const py = require('naja:python').builtins;
attempt('open', () => py.open(target.secret).read());
attempt('os.open', () => os.read(os.open(target.secret, 0), 100));
attempt('write', () => py.open(target.witness, 'w').write('x'));
attempt('listdir', () => {
  os.listdir(target.folder);
  escaped('listdir');
});
attempt('environ of the host', () => py.open(`/proc/${target.host}/environ`, 'rb').read());
attempt('socket', () => require('python:socket').create_connection(['127.0.0.1', target.tcp], 1));
attempt('shared memory', () =>
  require('python:multiprocessing.shared_memory').SharedMemory('naja', true, 100),
);
attempt('sqlite', () =>
  require('python:sqlite3').connect(`${target.folder}/db`).execute('create table a (b)'),
);
