'use strict';

/**
 * What fetch() tells of its requests, for performance.getEntriesByType('resource'). Until somebody looks at the timeline
 * nothing of it is loaded: reports wait here, as many as it would keep.
 */
const resources = {
  /** Whether there is room for more. */
  wanted: true,
  /** Arguments of performance.markResourceTiming(). */
  pending: [],
  /** @type {Function|null} takes them; set by timeline.js when it loads */
  take: null,

  /** @param {...*} args of performance.markResourceTiming() */
  report(...args) {
    if (resources.take !== null) {
      resources.take(...args);
      return;
    }
    resources.pending.push(args);
    if (resources.pending.length >= 250) resources.wanted = false;
  },
};

module.exports = resources;
