'use strict';

/** Why a test failed: ERR_TEST_FAILURE and its `failureType`. */

const {
  codes: { ERR_TEST_FAILURE },
} = require('ext/base/errors');

const types = {
  __proto__: null,
  CALLBACK_AND_PROMISE: 'callbackAndPromisePresent',
  CANCELLED: 'cancelledByParent',
  ABORTED: 'testAborted',
  CODE: 'testCodeFailure',
  EXPECTED: 'expectedFailure',
  HOOK: 'hookFailed',
  MULTIPLE_CALLBACKS: 'multipleCallbackInvocations',
  PARENT_FINISHED: 'parentAlreadyFinished',
  SUBTESTS: 'subtestsFailed',
  TIMEOUT: 'testTimeoutFailure',
};

const isFailure = (error) => error?.code === 'ERR_TEST_FAILURE';

/** @param {*} error what was thrown, or a text @param {string} type one of `types` */
function failure(error, type) {
  // What happened is in the cause; where this was made helps nobody.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new ERR_TEST_FAILURE(error, type);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const asFailure = (error) => (isFailure(error) ? error : failure(error, types.CODE));

module.exports = { asFailure, failure, isFailure, types };
