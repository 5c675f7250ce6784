'use strict';

// What these programs share: an empty folder to work in, and lines about what a call gives or throws.

const fs = require('fs');
const os = require('os');
const path = require('path');

/** An empty folder, which becomes the working directory. Its name is the same at each run. */
function enter(name) {
  const folder = path.join(os.tmpdir(), `fs-${name}`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  process.chdir(folder);
  return folder;
}

/** An error in one line. */
function words(error) {
  const { name, code, message, errno, syscall, path, dest } = error;
  return [name, code, message, Object.keys(error).sort().join(), errno, syscall, path, dest].join(' | ');
}

/** Prints what a call gives, or throws. */
function tell(label, call) {
  let value;
  try {
    value = call();
  } catch (error) {
    console.log(label, '!!', words(error));
    return;
  }
  console.log(label, '=>', value);
}

/** Prints what a promise comes to. */
async function tellLater(label, start) {
  try {
    console.log(label, '=>', await start());
  } catch (error) {
    console.log(label, '!!', words(error));
  }
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

module.exports = { enter, tell, tellLater, wait, words };
