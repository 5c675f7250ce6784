'use strict';

// What the programs of this folder share.

/** Prints what a call gives, or what it throws. */
exports.attempt = function attempt(label, fn) {
  try {
    console.log(label, fn());
  } catch (error) {
    console.log(label, 'THROWS', error?.name, error?.code, error?.message ?? error);
  }
};

/** An error with a stack that is the same everywhere. */
exports.fakeStack = function fakeStack(error, frames = ['at work (job.js:1:2)']) {
  error.stack = `${error.name}: ${error.message}\n${frames.map((frame) => `    ${frame}`).join('\n')}`;
  return error;
};

let state = 1;

/** Starts the numbers anew. */
exports.seed = (value) => {
  state = value;
};

/** A number below `limit`, the same ones on every run. */
exports.random = (limit) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state >>> 8) % limit;
};

exports.pick = (list) => list[exports.random(list.length)];

/** A number that stands for a text. */
exports.digest = (text) => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
};
