// Types that Node.js, too, takes away: the output and the places in stack traces are equal.
import { readFileSync, type PathLike } from 'node:fs';
import type { Stats } from 'node:fs';
import { shape, type Shape } from './fixtures/shapes.mts';
import * as common from './fixtures/common.cts';
import { createRequire } from 'node:module';

interface Named {
  name: string;
  optional?: number;
}
type Pair<A, B = A> = readonly [A, B];
abstract class Base<T> {
  declare readonly phantom: T;
  protected value: T;
  private static count: number = 0;
  constructor(value: T) {
    this.value = value;
    Base.count++;
  }
  abstract describe(): string;
  static total(this: void): number {
    return Base.count;
  }
}
class Derived extends Base<string> implements Named {
  name!: string;
  override describe(this: Derived): string {
    return `${this.value} ${this.name satisfies string}`;
  }
}
function overloaded(a: string): string;
function overloaded(a: number): number;
function overloaded(a: any): any {
  return a as unknown;
}
function isNamed(value: unknown): value is Named {
  return typeof (value as Named)?.name === 'string';
}
const generic = <T extends object>(value: T): Pair<T> => [value, value!];
const derived = new Derived('v');
derived.name = 'n';
console.log(
  derived.describe(),
  Base.total(),
  overloaded(1),
  isNamed(derived),
  generic({ a: 1 })[1],
  shape(2),
);
console.log(common.kind, typeof readFileSync, ((p: PathLike, s?: Stats) => [p, s])('x'));
console.log(
  createRequire(import.meta.url)('./fixtures/common.cts').kind,
  ({ a: 1 } as Shape | { a: number }).a,
);

function fails(depth: number): never {
  if (depth > 0) fails(depth - 1);
  throw new Error('at line 53');
}
try {
  fails(1);
} catch (error) {
  const lines = (error as Error).stack!.split('\n').slice(0, 4);
  console.log(lines.map((line) => line.replace(/\(?file:.*\/(?=[^/]*$)/, '')).join('\n'));
}
export type { Named };
export {};
