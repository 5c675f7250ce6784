// Flags: --experimental-addon-modules
// An addon as an ES module.
const { default: addon, ...names } = await import(`${process.env.ADDONS}/symbol.node`);
console.log(addon, names);
const again = await import(`${process.env.ADDONS}/symbol.node`);
console.log(again.default === addon, Object.keys(again));
const { default: call } = await import(`${process.env.ADDONS}/constructor.node`);
console.log(typeof call, call());
for (const name of ['nope', 'text', 'not_an_addon']) {
  await import(`${process.env.ADDONS}/${name}.node`).catch((error) => console.log(error.code));
}
