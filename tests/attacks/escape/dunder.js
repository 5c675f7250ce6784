// Tries: Python's own attributes on the functions that the host lends: __globals__, __closure__, __code__, __class__ ...
// Escape: any of them is there.
const names =
  `__globals__ __closure__ __code__ __class__ __builtins__ __self__ __func__ __wrapped__ __module__ __dict__
  __defaults__ __kwdefaults__ __init__ __subclasses__ __bases__ __mro__ __getattribute__ __reduce__ __call__ __get__
  func_globals gi_frame cr_frame f_back tb_frame`.split(/\s+/);
for (const lent of [echo, later, fails, length, report]) {
  for (const name of names) {
    probe(`${lent.name}.${name}`, () => {
      const value = lent[name];
      if (value !== undefined) escaped(`${lent.name}.${name} is ${typeof value}`);
      return value;
    });
  }
  attempt(`properties of ${lent.name}`, () => {
    for (
      let o = lent;
      o !== null && o !== Function.prototype && o !== Object.prototype;
      o = Object.getPrototypeOf(o)
    ) {
      const found = Reflect.ownKeys(o).filter((key) => String(key).includes('__') && key !== '__proto__');
      if (found.length) escaped(`keys ${found.map(String)}`);
    }
  });
}
