// Tries: every way that node:fs has to change files, folders, modes and dates.
// Escape: something in the folder is not as it was.
const fs = require('node:fs');
const { folder, kept, witness } = target;
attempt('writeFileSync', () => fs.writeFileSync(witness, 'x'));
attempt('appendFileSync', () => fs.appendFileSync(kept, 'x'));
attempt('openSync', () => fs.writeSync(fs.openSync(kept, 'r+'), 'x'));
attempt('truncateSync', () => fs.truncateSync(kept));
attempt('mkdirSync', () => fs.mkdirSync(`${folder}/made/deep`, { recursive: true }));
attempt('mkdtempSync', () => fs.mkdtempSync(`${folder}/t`));
attempt('symlinkSync', () => fs.symlinkSync('/etc', `${folder}/etc`));
attempt('linkSync', () => fs.linkSync(kept, `${folder}/again`));
attempt('chmodSync', () => fs.chmodSync(kept, 0o777));
attempt('utimesSync', () => fs.utimesSync(kept, 1, 1));
attempt('lutimesSync', () => fs.lutimesSync(kept, 1, 1));
attempt('copyFileSync', () => fs.copyFileSync('/dev/null', `${folder}/copied`));
attempt('cpSync', () => fs.cpSync(kept, `${folder}/cp`));
attempt('renameSync', () => fs.renameSync(kept, `${folder}/renamed`));
attempt('unlinkSync', () => fs.unlinkSync(`${folder}/renamed`));
attempt('rmSync', () => fs.rmSync(folder, { recursive: true, force: true }));
