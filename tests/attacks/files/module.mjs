// Tries: static and dynamic imports, import.meta.resolve and createRequire from a module's place, for files elsewhere.
// Escape: the secret comes out.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
await attempt('import', () => import(`${target.base}/secret.js`));
await attempt('import json', () => import(`${target.base}/secret.json`, { with: { type: 'json' } }));
attempt('createRequire', () => createRequire(import.meta.url)(`${target.base}/secret.js`));
attempt('readFileSync', () => readFileSync(target.secret, 'utf8'));
attempt('resolved', () => readFileSync(new URL(import.meta.resolve(`file://${target.secret}`)), 'utf8'));
await attempt('fetch of a file', () => fetch(`file://${target.secret}`).then((response) => response.text()));
