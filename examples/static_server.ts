// Serves a folder over HTTP: `naja examples/static_server.ts [FOLDER] [PORT]`. Streams files, answers ranges, goes no higher.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const root = resolve(process.argv[2] ?? '.');
const types: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
};

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method !== 'GET' && req.method !== 'HEAD') throw new Refused(405, 'Only GET and HEAD');
  const { pathname } = new URL(req.url ?? '/', 'http://localhost');
  const path = resolve(root, `.${decodeURIComponent(pathname)}`);
  if (path !== root && !path.startsWith(root + sep)) throw new Refused(403, 'Not below the folder');
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile()) throw new Refused(404, 'No such file');
  const range = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range ?? '');
  const start = range ? Number(range[1]) : 0;
  const end = range?.[2] ? Math.min(Number(range[2]), info.size - 1) : info.size - 1;
  if (range && start > end) throw new Refused(416, 'No such range');
  if (range) res.setHeader('Content-Range', `bytes ${start}-${end}/${info.size}`);
  res.writeHead(range ? 206 : 200, {
    'Accept-Ranges': 'bytes',
    'Content-Length': Math.max(end - start + 1, 0),
    'Content-Type': types[extname(path)] ?? 'application/octet-stream',
  });
  if (req.method === 'HEAD' || info.size === 0) res.end();
  else await pipeline(createReadStream(path, { start, end }), res);
}

const server = createServer((req, res) => {
  serve(req, res).catch((error: Error) => {
    if (res.headersSent) return res.destroy();
    const status = error instanceof Refused ? error.status : 500;
    return res.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${error.message}\n`);
  });
});
server.listen(Number(process.argv[3] ?? 8080), '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/`);
});
