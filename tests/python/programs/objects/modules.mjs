// Specifiers: import, import(), require; files, packages, names; what is missing; reloading.
import assert from 'node:assert';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import json, { dumps, loads as parse } from 'python:json';
import * as everything from 'python:json';
import path from 'python:os.path';
import { path as samePath } from 'python:os';
import { inner, lazy, VALUE } from 'python:./package';
import shapes from 'python:./shapes.py';
import py, { abortable, add, cancel, empty, kw } from 'naja:python';

const { equal, deepEqual, ok, rejects, throws } = assert;
const require = createRequire(import.meta.url);

equal(dumps([1]), '[1]');
equal(parse, json.loads);
equal(everything.default, json);
equal(everything.dumps, dumps);
equal(path, samePath);
equal(path.join('a', 'b'), 'a/b');
equal((await import('python:json')).default, json);
equal(require('python:json'), json);
equal(py.json, json);
equal(py.import('json'), json);
deepEqual([VALUE, inner.VALUE, lazy], [7, 7, 'made when asked for']);
equal(shapes.__name__, 'shapes');
equal((await import('python:./shapes.py')).default, shapes);
equal(require('python:./shapes.py'), shapes);
equal(py.xml.etree.ElementTree.fromstring('<a b="c"/>').get('b'), 'c');
equal(py.xml.nothing, undefined);
deepEqual(
  [typeof abortable, typeof cancel, add(1, 2), empty(2) instanceof Float64Array, typeof kw],
  ['function', 'function', 3, true, 'function'],
);

// What is not there.
await rejects(import('python:no_such_module'), {
  name: 'ModuleNotFoundError',
  message: "No module named 'no_such_module'",
});
await rejects(import('python:json.no_such'), { name: 'ModuleNotFoundError' });
await rejects(import('python:./no_such.py'), { name: 'ModuleNotFoundError', message: /no_such\.py/ });
throws(() => require('python:no_such_module'), { name: 'ModuleNotFoundError' });
throws(() => py.no_such_module, { name: 'ModuleNotFoundError' });
await rejects(import('python:'), { name: 'ModuleNotFoundError' });
await rejects(import("data:text/javascript,import { nope } from 'python:json'"), { name: 'SyntaxError' });

// Files that come and change, that fail, and that import each other.
const folder = mkdtempSync(join(tmpdir(), 'modules'));
try {
  const file = (name, text) => {
    writeFileSync(join(folder, name), text);
    return `python:${join(folder, name)}`;
  };
  const changing = file('changing.py', 'x = 1\n');
  const { default: module } = await import(changing);
  equal(module.x, 1);
  file('changing.py', 'x = 22\n');
  equal(py.importlib.reload(module), module);
  equal(module.x, 22);
  const broken = file('broken.py', 'def f(:\n');
  await rejects(import(broken), (error) => error.name === 'SyntaxError' && error.exception.lineno === 1);
  const raising = file('raising.py', '1 / 0\n');
  await rejects(import(raising), (error) => {
    ok(/raising\.py", line 1[^]*ZeroDivisionError/.test(error.stack));
    ok(!error.stack.includes('importlib'));
    return error instanceof py.ZeroDivisionError;
  });
  file('raising.py', 'fine = True\n');
  equal((await import(`${raising}?`).catch(() => import(raising))).default.fine, true);
  py.sys.path.insert(0, folder);
  file('circle_a.py', 'import circle_b\nvalue = circle_b.value + 1\n');
  file('circle_b.py', 'import circle_a\nvalue = 1\n');
  equal((await import('python:circle_a')).value, 2);
  // A Python file imports its neighbours by name, once sys.path has its folder.
  file('uses.py', 'import changing as other\nfrom circle_a import value\n');
  equal((await import('python:uses')).value, 2);
} finally {
  rmSync(folder, { recursive: true });
}
console.log('done');
