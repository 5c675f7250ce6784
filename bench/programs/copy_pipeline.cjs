'use strict';

const { createReadStream, createWriteStream } = require('node:fs');
const { pipeline } = require('node:stream/promises');

const [from, to] = process.argv.slice(2);
pipeline(createReadStream(from), createWriteStream(to));
