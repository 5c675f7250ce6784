// A small API as a fetch handler: `naja serve --port 8000 examples/notes.ts`. The module says what is to be done with a
// request; `naja serve` does the listening, answers what is under way before it ends, and starts as many processes as
// `--workers N` says. The notes are files below $NOTES (or ./notes), so every worker sees those of the others.

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Note {
  text: string;
  written: string;
}

const folder = process.env.NOTES ?? 'notes';
await mkdir(folder, { recursive: true });

const fileOf = (id: string) => join(folder, `${id}.json`);

async function list(): Promise<Response> {
  const names = await readdir(folder);
  return Response.json(
    names
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -5))
      .sort(),
  );
}

async function add(request: Request): Promise<Response> {
  const text = await request.text();
  if (text.trim() === '') return new Response('An empty note\n', { status: 400 });
  const id = randomUUID();
  const note: Note = { text, written: new Date().toISOString() };
  // Under another name first: nobody reads half a note.
  await writeFile(`${fileOf(id)}.part`, JSON.stringify(note));
  await rename(`${fileOf(id)}.part`, fileOf(id));
  return Response.json({ id, ...note }, { status: 201, headers: { Location: `/notes/${id}` } });
}

async function one(id: string, method: string): Promise<Response> {
  try {
    if (method === 'DELETE') {
      await rm(fileOf(id));
      return new Response(null, { status: 204 });
    }
    return Response.json(JSON.parse(await readFile(fileOf(id), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return new Response('No such note\n', { status: 404 });
  }
}

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const { method } = request;
    if (pathname === '/notes' && method === 'GET') return list();
    if (pathname === '/notes' && method === 'POST') return add(request);
    const id = /^\/notes\/([0-9a-f-]{36})$/.exec(pathname)?.[1];
    if (id !== undefined && (method === 'GET' || method === 'DELETE')) return one(id, method);
    return new Response('Nothing here\n', { status: 404 });
  },
};
