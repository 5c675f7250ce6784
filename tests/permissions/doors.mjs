// Goes through doors, one after the other, and prints what was behind each: {name: ['ok', value] | ['denied', permission,
// resource, message] | ['failed', code or message]}. The argument: the resources, and the doors (all of them where it is left out).

import child_process from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import process from 'node:process';
import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';

const at = JSON.parse(process.argv[2]);
const { Bun, Deno } = globalThis;

/** A promise of what comes first: the event, or an error. */
function event(emitter, name, close = () => emitter.destroy?.()) {
  return new Promise((resolve, reject) => {
    emitter.once('error', reject);
    emitter.once(name, () => {
      close();
      resolve(name);
    });
  });
}

/** A promise of what a callback gets. */
const called = (start) =>
  new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value)));
  });

const sys = {
  cpus: () => os.cpus().length > 0,
  hostname: () => os.hostname(),
  networkInterfaces: () => os.networkInterfaces(),
  homedir: () => os.homedir(),
  osUptime: () => os.uptime(),
  osRelease: () => os.release(),
  loadavg: () => os.loadavg(),
  systemMemoryInfo: () => os.totalmem(),
  getPriority: () => os.getPriority(),
  setPriority: () => os.setPriority(0),
  umask: () => process.umask(),
  uid: () => process.getuid(),
  gid: () => process.getgid(),
  getegid: () => process.getegid(),
  setuid: () => process.setuid(0),
  seteuid: () => process.seteuid(0),
  setgid: () => process.setgid(0),
  setegid: () => process.setegid(0),
  setgroups: () => process.setgroups([]),
};

const doors = {
  // variables
  'env process.env': () => process.env[at.env],
  'env in': () => at.env in process.env,
  'env set': () => (process.env[at.env] = 'x'),
  'env delete': () => delete process.env[at.env],
  'env Deno.env.get': () => Deno.env.get(at.env),
  'env Deno.env.set': () => Deno.env.set(at.env, 'x'),
  'env Bun.env': () => Bun.env[at.env],
  'env descriptor': () => Object.getOwnPropertyDescriptor(process.env, at.env),
  'allenv Object.keys': () => Object.keys(process.env).length,
  'allenv toObject': () => Object.keys(Deno.env.toObject()).length,
  'allenv spread': () => Object.keys({ ...process.env }).length,
  // the machine
  ...Object.fromEntries(Object.entries(sys).map(([name, read]) => [`sys ${name}`, read])),
  'sys hostname Deno': () => Deno.hostname(),
  'sys osRelease Deno': () => Deno.osRelease(),
  'sys loadavg Deno': () => Deno.loadavg(),
  'sys uid Deno': () => Deno.uid(),
  'sys systemMemoryInfo Deno': () => Deno.systemMemoryInfo().total,
  'sys hostname ${os.hostname}': () => `${os.hostname}`,
  // addresses
  'net net.connect': () => event(net.connect(at.port, at.address), 'connect'),
  'net net.connect again': () =>
    event(new net.Socket().connect({ port: at.port, host: at.address }), 'connect'),
  'net custom lookup': () =>
    event(
      net.connect({
        host: 'x.test',
        port: at.port,
        lookup: (_, o, done) => done(null, [{ address: at.address, family: 4 }]),
      }),
      'connect',
    ),
  'net handle': () => {
    const socket = net.connect(at.port, at.address).on('error', () => {});
    const { constructor: TCP } = socket._handle;
    socket.destroy();
    const error = new TCP(0).connect({ oncomplete() {} }, at.address, at.port);
    if (error) throw new Error(error);
  },
  'net http': () => event(http.get({ host: at.address, port: at.port }), 'response'),
  'net fetch': () =>
    fetch(`http://${at.address}:${at.port}/`).then(
      (response) => response.text(),
      (error) => Promise.reject(error.cause ?? error),
    ),
  'net WebSocket': () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://${at.address}:${at.port}/`);
      socket.onerror = ({ error }) =>
        error?.code === 'ERR_ACCESS_DENIED' ? reject(error) : resolve('answered');
    }),
  'net Deno.connect': () => Deno.connect({ hostname: at.address, port: at.port }).then((c) => c.close()),
  'net Bun.connect': () =>
    Bun.connect({
      hostname: at.address,
      port: at.port,
      socket: {
        data() {},
        open(s) {
          s.end();
        },
      },
    }).then(() => 'ok'),
  'net dgram.send': () =>
    called((done) => {
      const socket = dgram.createSocket('udp4').on('error', done);
      socket.send('x', at.port, at.address, (error) => {
        try {
          socket.close();
        } catch {
          // It never was open.
        }
        done(error);
      });
    }),
  'net dgram.connect': () =>
    called((done) => {
      const socket = dgram.createSocket('udp4').on('error', done);
      socket.connect(at.port, at.address, (error) => {
        try {
          socket.close();
        } catch {
          // The same.
        }
        done(error);
      });
    }),
  'net lookupService': () =>
    called((done) =>
      dns.lookupService(at.address, at.port, (error) => done(error?.code === 'ENOTFOUND' ? null : error)),
    ),
  // listening
  'listen net': () => {
    const server = net.createServer();
    server.listen({ port: at.listen, host: at.address });
    return event(server, 'listening', () => server.close());
  },
  'listen http': () => {
    const server = http.createServer();
    server.listen({ port: at.listen, host: at.address });
    return event(server, 'listening', () => server.close());
  },
  'listen dgram': () => {
    const socket = dgram.createSocket('udp4');
    socket.bind(at.listen, at.address);
    return event(socket, 'listening', () => socket.close());
  },
  'listen Deno': () => Deno.listen({ port: at.listen, hostname: at.address }).close(),
  'listen Deno.serve': () =>
    Deno.serve({ port: at.listen, hostname: at.address, onListen() {} }, () => new Response()).shutdown(),
  'listen Bun.serve': () =>
    Bun.serve({ port: at.listen, hostname: at.address, fetch: () => new Response() }).stop(true),
  'listen Bun.listen': () =>
    Bun.listen({ port: at.listen, hostname: at.address, socket: { data() {} } }).stop(true),
  // names
  'host lookup': () => called((done) => dns.lookup(at.host, done)),
  'host promises.lookup': () => dns.promises.lookup(at.host),
  'host net.connect': () => event(net.connect(at.port, at.host), 'connect'),
  'host Deno.connect': () => Deno.connect({ hostname: at.host, port: at.port }).then((c) => c.close()),
  // sockets with a path
  'unix listen': () => {
    const server = net.createServer();
    server.listen(at.socket);
    return event(server, 'listening', () => server.close());
  },
  'unix connect': () => event(net.connect(at.unix), 'connect'),
  'unix Deno.connect': () => Deno.connect({ transport: 'unix', path: at.unix }).then((c) => c.close()),
  'unix Deno.listen': () => Deno.listen({ transport: 'unix', path: at.socket }).close(),
  'abstract connect': () => event(net.connect('\0naja-permissions'), 'connect'),
  'abstract listen': () => {
    const server = net.createServer();
    server.listen('\0naja-permissions');
    return event(server, 'listening', () => server.close());
  },
  // programs
  'run spawn': () => event(child_process.spawn(at.run), 'exit'),
  'run spawnSync': () => {
    const { error, status } = child_process.spawnSync(at.run);
    if (error) throw error;
    return status;
  },
  'run execFile': () => called((done) => child_process.execFile(at.run, done)),
  'run Deno.Command': () => new Deno.Command(at.run).output(),
  'run Deno.Command sync': () => new Deno.Command(at.run).outputSync(),
  'run Bun.spawn': () => Bun.spawn([at.run]).exited,
  'run Bun.spawnSync': () => Bun.spawnSync([at.run]).exitCode,
  'shell exec': () => called((done) => child_process.exec('true', done)),
  'shell execSync': () => child_process.execSync('true'),
  'shell spawn': () => event(child_process.spawn('true', { shell: true }), 'exit'),
  'loader spawn': () =>
    event(
      child_process.spawn(at.run, { env: { ...at.path, LD_PRELOAD: '/nowhere.so' }, stdio: 'ignore' }),
      'exit',
    ),
  'kill other': () => process.kill(at.other, 0),
  'kill other Deno': () => Deno.kill(at.other, 'SIGCONT'),
  'kill group': () => process.kill(0, 0),
  // libraries
  'ffi Deno.dlopen': () =>
    Deno.dlopen(at.library, { cos: { parameters: ['f64'], result: 'f64' } }).symbols.cos(0),
  'ffi bun:ffi': async () =>
    (await import('bun:ffi')).dlopen(at.library, { cos: { args: ['f64'], returns: 'f64' } }).symbols.cos(0),
  'someffi pointer': () => Deno.UnsafePointer.of(new Uint8Array(8)) !== null,
  'someffi view': () => new Deno.UnsafePointerView(Deno.UnsafePointer.of(new Uint8Array([7]))).getUint8(),
  'someffi ptr': () => import('bun:ffi').then(({ ptr, read }) => read.u8(ptr(new Uint8Array([7])), 0)),
  'addon process.dlopen': () => process.dlopen({ exports: {} }, at.addon),
  // descriptors that were there
  'fd readSync': () => fs.readSync(at.fd, new Uint8Array(1)),
  'fd spawn': () => event(child_process.spawn(at.run, { stdio: ['ignore', at.fd, 'ignore'] }), 'exit'),
  'fd Socket': () => event(new net.Socket({ fd: at.fd }).destroy(), 'close'),
  // the rest
  'chdir process': () => process.chdir(at.folder),
  'chdir Deno': () => Deno.chdir(at.folder),
  'all v8 flags': () => v8.setFlagsFromString('--no-opt'),
  'worker env': () =>
    called((done) => {
      const worker = new Worker(
        `const { parentPort, workerData: name } = require('node:worker_threads');
         try { parentPort.postMessage([null, process.env[name] ?? Deno.env.get(name)]); }
         catch ({ code, permission, resource, message }) { parentPort.postMessage([{ code, permission, resource, message }]); }`,
        { eval: true, workerData: at.env },
      );
      worker.on('message', (message) => done(...message));
      worker.on('error', done);
    }),
  'own kill': () => process.kill(process.pid, 0),
  'file descriptor': () => {
    const fd = fs.openSync(at.file);
    fs.readSync(fd, new Uint8Array(1));
    fs.closeSync(fd);
  },
};

const outcomes = {};
for (const name of at.doors ?? Object.keys(doors)) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('nothing came')), 15_000);
  });
  try {
    await Promise.race([Promise.resolve().then(doors[name]), late]);
    outcomes[name] = ['ok'];
  } catch (error) {
    outcomes[name] =
      error?.code === 'ERR_ACCESS_DENIED'
        ? ['denied', error.permission, error.resource, error.message]
        : ['failed', error?.code ?? String(error)];
  }
  clearTimeout(timer);
}
console.log(JSON.stringify(outcomes));
process.exit();
