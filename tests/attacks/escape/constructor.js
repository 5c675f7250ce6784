// Tries: the Function constructor of everything that the host and the runtime have put within reach.
// Escape: code that runs where `process` or `Deno` is the host's, or Python's attributes.
const things = {
  echo,
  later,
  fails,
  report,
  target,
  log: console.log,
  require,
  process,
  Buffer,
  fetch,
  global: globalThis,
};
for (const [name, thing] of Object.entries(things)) {
  probe(`constructor of ${name}`, () => {
    const make = thing.constructor.constructor ?? thing.constructor;
    const other = make('return this')();
    if (other !== globalThis && other?.process && other.process !== process)
      escaped(`another global by ${name}`);
    if (
      make('return typeof __globals__ + typeof __builtins__ + typeof __import__')() !==
      'undefinedundefinedundefined'
    )
      escaped('Python scope');
    return other?.process?.env?.[target.variable];
  });
}
