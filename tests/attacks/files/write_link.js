// Tries: with one folder to write, to change by links in it, and by dots, what lies outside.
// Escape: something outside of the room is not as it was.
const fs = require('node:fs');
const { room, folder, kept } = target;
attempt('the room itself', () => fs.writeFileSync(`${room}/mine`, 'x'));
attempt('a link', () => fs.writeFileSync(`${room}/link`, 'x'));
attempt('a link to a folder', () => fs.writeFileSync(`${room}/up/witness`, 'x'));
attempt('dots', () => fs.writeFileSync(`${room}/../folder/witness`, 'x'));
attempt('append', () => fs.appendFileSync(`${room}/link`, 'x'));
attempt('truncate', () => fs.truncateSync(`${room}/link`));
attempt('chmod', () => fs.chmodSync(`${room}/link`, 0o777));
attempt('utimes', () => fs.utimesSync(`${room}/link`, 1, 1));
attempt('rename out', () => fs.renameSync(`${room}/mine`, `${folder}/mine`));
attempt('link out', () => fs.linkSync(`${room}/mine`, `${folder}/mine2`));
attempt('link in, then write', () => {
  fs.linkSync(kept, `${room}/hard`);
  fs.writeFileSync(`${room}/hard`, 'x');
});
attempt('symlink in, then write', () => {
  fs.symlinkSync(kept, `${room}/soft`);
  fs.writeFileSync(`${room}/soft`, 'x');
});
attempt('rm by the link', () => fs.rmSync(`${room}/up/kept`));
attempt('rmdir by the link', () => fs.rmSync(`${room}/up/`, { recursive: true, force: true }));
attempt('cp into the link', () => fs.cpSync(`${room}/mine`, `${room}/up/copied`));
attempt('Deno', () => Deno.writeTextFileSync(`${room}/up/deno`, 'x'));
attempt('mkdtemp', () => fs.mkdtempSync(`${room}/up/t`));
