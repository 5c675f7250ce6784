require('node:test')('typed', () => {});
process.exitCode = 3;
