'use strict';
const { test } = require('node:test');
test('passes, then fails', () => {
  setTimeout(() => {
    throw new Error('too late');
  }, 5);
});
test('fails by a rejection', async () => {
  void Promise.reject(new Error('nobody handled'));
  await new Promise((resolve) => setTimeout(resolve, 30));
});
