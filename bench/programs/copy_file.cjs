'use strict';

const { copyFile } = require('node:fs');

const [from, to] = process.argv.slice(2);
copyFile(from, to, (error) => {
  if (error) throw error;
});
