'use strict';

// What the programs of kernel/ have besides sandbox/native.js: bytes and texts at any place, and a verdict.
{
  const { syscall, report, escaped } = globalThis;
  const { UnsafePointer } = Deno;
  const kept = [];
  const address = (value) => {
    if (typeof value !== 'object' && typeof value !== 'string') return value;
    const bytes = typeof value === 'string' ? new TextEncoder().encode(`${value}\0`) : value;
    kept.push(bytes);
    return UnsafePointer.value(UnsafePointer.of(bytes));
  };

  globalThis.syscall = (number, ...args) => syscall(number, ...args.map(address));
  /** Notes a call, and that it has succeeded. */
  globalThis.forbidden = (name, result) => {
    report('begin', name, '');
    if (result >= 0) escaped(`${name} gave ${result}`);
  };
}
