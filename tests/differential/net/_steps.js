'use strict';

// Runs steps one after the other; each prints under its name and ends when its promise does.

async function steps(list) {
  for (const [name, step] of Object.entries(list)) {
    console.log(`# ${name}`);
    await step();
  }
}

/** Prints the events of an emitter, each with what `show` makes of its arguments. */
function log(name, emitter, events) {
  for (const event of events) {
    emitter.on(event, (...args) => {
      const shown = args.map((arg) => (arg instanceof Error ? `${arg.code} ${arg.message}` : describe(arg)));
      console.log(`${name} ${event}`, ...shown);
    });
  }
  return emitter;
}

function describe(value) {
  if (Buffer.isBuffer(value)) return `<${value.length} bytes>`;
  if (value !== null && typeof value === 'object') return value.constructor?.name ?? 'object';
  return value;
}

/** The error that a call throws. */
function thrown(call) {
  try {
    call();
    return 'nothing thrown';
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
}

const listening = (server, ...args) => new Promise((resolve) => server.listen(...args, resolve));
const closed = (emitter) => new Promise((resolve) => emitter.once('close', resolve));

module.exports = { steps, log, thrown, listening, closed };
