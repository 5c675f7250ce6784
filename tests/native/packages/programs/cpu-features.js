'use strict';
// cpu-features: an addon of nan over Google's cpu_features; ssh2 asks it which cipher is quickest.
const getCPUInfo = require(process.env.COMPILED ?? 'cpu-features');
const os = require('node:os');
const fs = require('node:fs');

const info = getCPUInfo();
console.log(info);
console.log(Object.keys(info), getCPUInfo.name, getCPUInfo.length);
const known =
  fs
    .readFileSync('/proc/cpuinfo', 'utf8')
    .match(/^flags\s*:(.*)$/m)?.[1]
    .split(/\s+/) ?? [];
for (const flag of ['aes', 'avx2', 'bmi1', 'sse4_2', 'popcnt'])
  console.log(flag, Boolean(info.flags[flag]) === known.includes(flag));
console.log(info.brand.length > 0, os.cpus()[0].model.includes(info.brand.split(' ')[0]));
console.log(
  getCPUInfo() !== info,
  new Set(Array.from({ length: 100 }, () => JSON.stringify(getCPUInfo()))).size,
);
