'use strict';

const { createReadStream, createWriteStream } = require('node:fs');

const [from, to] = process.argv.slice(2);
createReadStream(from).pipe(createWriteStream(to));
