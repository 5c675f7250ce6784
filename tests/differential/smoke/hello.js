'use strict';

console.log('Hello, %s!', 'World', 42, { a: [1, 2, 3] });
process.exitCode = 3;
