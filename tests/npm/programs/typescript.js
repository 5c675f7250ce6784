'use strict';
// The compiler: checks a program with errors against the real library declarations, and compiles one without.
const ts = require('typescript');
const path = require('path');
const fs = require('fs');
const os = require('os');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ts-'));
const write = (name, text) => {
  fs.writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
write(
  'shapes.ts',
  `
export enum Kind { Circle = 'circle', Square = 'square' }
export interface Shape<K extends Kind = Kind> { kind: K; size: number }
export abstract class Base { abstract area(): number; constructor(protected readonly shape: Shape) {} }
`,
);
const good = write(
  'good.ts',
  `
import { Base, Kind, type Shape } from './shapes';
export class Circle extends Base { area() { return Math.PI * this.shape.size ** 2; } }
export const make = async <T extends Shape>(shape: T): Promise<Base> => new Circle(shape);
export function* ids() { let n = 0; while (true) yield n++; }
console.log(Kind.Circle satisfies string);
`,
);
const bad = write(
  'bad.ts',
  `
import { Kind, type Shape } from './shapes';
const a: number = 'text';
const b: Shape = { kind: Kind.Circle, sise: 3 };
export const c = [1, 2].map((n) => n.toUpperCase());
function f(x: string | number) { if (typeof x === 'string') return x.length; return x.length; }
unknownName;
`,
);
const options = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  strict: true,
  outDir: path.join(folder, 'out'),
  declaration: true,
  types: [],
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
};
const program = ts.createProgram([good, bad], options);
for (const d of ts.getPreEmitDiagnostics(program)) {
  const at = d.file && d.file.getLineAndCharacterOfPosition(d.start);
  console.log(
    d.file && path.basename(d.file.fileName),
    at,
    d.code,
    ts.flattenDiagnosticMessageText(d.messageText, '\n'),
  );
}
const result = program.emit();
console.log(result.emitSkipped, fs.readdirSync(path.join(folder, 'out')).sort());
console.log(fs.readFileSync(path.join(folder, 'out', 'good.js'), 'utf8'));
console.log(fs.readFileSync(path.join(folder, 'out', 'good.d.ts'), 'utf8'));
const out = ts.transpileModule('const x: number = 1; export default <div a={x}/>', {
  compilerOptions: { jsx: ts.JsxEmit.React },
});
console.log(out.outputText, ts.version);
fs.rmSync(folder, { recursive: true });
