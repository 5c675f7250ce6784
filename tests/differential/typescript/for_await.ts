// Nothing but this loop tells that the program is a module.
const one: number = 1;
for await (const value of [Promise.resolve(one), 2]) console.log(value);
console.log(typeof require, typeof module);
