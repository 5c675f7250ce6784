'use strict';

// The ids of contexts that native code makes through Node-API. Nobody can see them without node:async_hooks, which
// loads this.

const state = require('ext/async_context/state');
const { setNativeHooks } = binding('async_context');

/** What ran before the native callbacks that run now: id, trigger and resource of each. */
const outer = [];

function init(type, resource) {
  const context = { asyncId: ++state.lastId, triggerId: state.executionId, resource };
  state.tracker?.init(context.asyncId, type, context.triggerId, resource);
  return context;
}

function before(context) {
  outer.push(state.executionId, state.triggerId, state.executionResource);
  state.enter(context.asyncId, context.triggerId, context.resource);
  state.tracker?.before(context.asyncId);
}

/** `failed`: the callback threw, and hooks are not told of its end. */
function after(context, failed) {
  if (!failed) state.tracker?.after(context.asyncId);
  const resource = outer.pop();
  const triggerId = outer.pop();
  state.enter(outer.pop(), triggerId, resource);
}

function destroy(context) {
  state.tracker?.destroy(context.asyncId);
}

/** Has native contexts get ids from now on. */
function install() {
  setNativeHooks(init, before, after, destroy);
}

module.exports = { install };
