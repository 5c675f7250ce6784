'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = join(__dirname, '../../tests/differential/https/fixtures');
exports.key = readFileSync(join(folder, 'key.pem'));
exports.cert = readFileSync(join(folder, 'cert.pem'));
