'use strict';

// Objects wrapped and dropped, references created and deleted: memory returns, and every finalizer runs. Prints a JSON
// object of what there was. Needs --expose-gc. soak.js ADDON WRAPS REFERENCES

const addon = require(process.argv[2]);
const wraps = Number(process.argv[3]);
const references = Number(process.argv[4]);
const turn = () => new Promise((resolve) => setImmediate(resolve));
const resident = () => process.memoryUsage().rss / 2 ** 20;

async function settle() {
  for (let i = 0; i < 4; i++) {
    gc();
    await turn();
  }
}

async function main() {
  // Once around, so that what is kept for the next time is there.
  addon.many(20000);
  addon.manyRefs(20000, {});
  await settle();
  const start = resident();
  let most = 0;
  const part = Math.ceil(wraps / 50);
  for (let done = 0; done < wraps; done += part) {
    addon.many(part);
    await turn();
    most = Math.max(most, resident());
  }
  await settle();
  const afterWraps = resident();
  for (let done = 0; done < references; done += 10000) addon.manyRefs(10000, {});
  await settle();
  const [made, freed] = addon.counts();
  // One long run without a turn of the loop: finalizers wait, and all run afterwards.
  const before = resident();
  addon.many(part * 10);
  const held = resident();
  await settle();
  const [madeThen, freedThen] = addon.counts();
  console.log(
    JSON.stringify({
      start,
      most,
      afterWraps,
      end: resident(),
      made,
      freed,
      before,
      held,
      waiting: madeThen - freedThen,
    }),
  );
}
main();
