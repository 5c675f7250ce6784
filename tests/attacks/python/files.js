// Tries: a Python file of its own, written where it may write, imported by python:./ and by an absolute path.
// Escape: it runs.
const fs = require('node:fs');
const { room, witness } = target;
const code = `open(${JSON.stringify(witness)}, 'w').write('x')\nclass Meta(type): pass\n`;
(async () => {
  attempt('writing', () => fs.writeFileSync(`${room}/attack_canary.py`, code));
  await probe('absolute', () => import(`python:${room}/attack_canary.py`));
  probe('relative', () => require('node:module').createRequire(`${room}/x.js`)('python:./attack_canary.py'));
  probe('by sys.path', () => {
    require('python:sys').path.insert(0, room);
    return require('python:attack_canary');
  });
  probe('cwd', () => {
    process.chdir(room);
    return require('python:./attack_canary.py');
  });
  probe('a package', () => {
    fs.mkdirSync(`${room}/node_modules/a`, { recursive: true });
    fs.writeFileSync(`${room}/node_modules/a/package.json`, '{"main":"python:./../../attack_canary.py"}');
    return require('node:module').createRequire(`${room}/x.js`)('a');
  });
})();
