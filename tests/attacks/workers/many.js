// Tries: a thousand workers at once.
// Escape: the host has no threads left.
const { Worker } = require('node:worker_threads');
attempt('workers', () => {
  for (let i = 0; i < 1000; i++)
    new Worker('setInterval(() => {}, 1000)', { eval: true }).on('error', () => {});
});
