'use strict';
// What a callback enters with enterWith() ends with it, also where it throws.
const { AsyncLocalStorage } = require('async_hooks');
const fs = require('fs');

const store = new AsyncLocalStorage();
process.on('uncaughtException', (err) => console.log('caught', err.message));
fs.stat(__filename, () => {
  store.enterWith('left behind');
  process.nextTick(() => console.log('its tick', store.getStore()));
  fs.stat(__filename, () => console.log('its request', store.getStore()));
  setTimeout(() => {
    fs.stat(__dirname, () => console.log('another', store.getStore()));
  }, 20);
});
setTimeout(() => {
  console.log('timer', store.getStore());
  fs.stat(__filename, () => {
    store.enterWith('thrown over');
    throw new Error('on the way');
  });
  setTimeout(() => console.log('later', store.getStore()), 30);
}, 60);
