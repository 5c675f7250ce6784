'use strict';

// performance.nodeTiming and the event loop's utilization.

const { PerformanceEntry, createNodeTiming, inspectWithName } = require('ext/performance/entries');
const { now, milliseconds, origin } = require('ext/performance/clock');
const uv = binding('uv');

const kInspect = Symbol.for('nodejs.util.inspect.custom');

/** What the loop knows of itself; -1 and 0 where it does not say. */
function loopMilestone(name) {
  const value = uv.milestones?.()[name];
  return value === undefined || value < 0 ? -1 : value - origin;
}

const loadedAt = now();
/** Names that marks may not have, and when each came, in milliseconds since the start; -1: not yet. */
const milestones = {
  __proto__: null,
  nodeStart: () => 0,
  v8Start: () => 0,
  bootstrapComplete: () => loadedAt,
  environment: () => 0,
  loopStart: () => loopMilestone('loopStart'),
  loopExit: () => loopMilestone('loopExit'),
};

/** @returns {boolean} */
function isMilestone(name) {
  return name in milestones;
}

/** @returns {number|undefined} */
function milestone(name) {
  return milestones[name]?.();
}

/** Whether the loop counts the time in which it waits. */
const knowsUtilization = uv.idleTime !== undefined;

/** Milliseconds in which the loop waited for events. */
function idleTime() {
  return knowsUtilization ? uv.idleTime() : 0;
}

class PerformanceNodeTiming extends PerformanceEntry {
  constructor(...args) {
    super(...args);
    const getters = {
      name: 'node',
      entryType: 'node',
      startTime: 0,
      duration: now,
    };
    for (const [key, value] of Object.entries(getters)) {
      Object.defineProperty(this, key, {
        __proto__: null,
        enumerable: true,
        configurable: true,
        ...(typeof value === 'function' ? { get: value } : { value }),
      });
    }
    for (const key of Object.keys(milestones)) {
      Object.defineProperty(this, key, {
        __proto__: null,
        enumerable: true,
        configurable: true,
        get: milestones[key],
      });
    }
    Object.defineProperty(this, 'idleTime', {
      __proto__: null,
      enumerable: true,
      configurable: true,
      get: idleTime,
    });
    Object.defineProperty(this, 'uvMetricsInfo', {
      __proto__: null,
      enumerable: true,
      configurable: true,
      get() {
        const [loopCount, events, eventsWaiting] = uv.metricsInfo();
        return { loopCount, events, eventsWaiting };
      },
    });
  }

  toJSON() {
    return {
      name: 'node',
      entryType: 'node',
      startTime: this.startTime,
      duration: this.duration,
      nodeStart: this.nodeStart,
      v8Start: this.v8Start,
      bootstrapComplete: this.bootstrapComplete,
      environment: this.environment,
      loopStart: this.loopStart,
      loopExit: this.loopExit,
      idleTime: this.idleTime,
    };
  }

  [kInspect](depth, options) {
    return inspectWithName(this, this.toJSON(), depth, options);
  }
}

const nodeTiming = createNodeTiming(PerformanceNodeTiming);

/**
 * How busy the loop was.
 * @param {{idle: number, active: number}} [util1] an earlier result: since then
 * @param {{idle: number, active: number}} [util2] until then
 * @returns {{idle: number, active: number, utilization: number}} milliseconds, and a share from 0 to 1
 */
function eventLoopUtilization(util1, util2) {
  if (!knowsUtilization) throw new Error('performance.eventLoopUtilization() is not there in Naja yet');
  const { loopStart } = uv.milestones();
  // Before the loop has begun there is nothing to tell.
  if (loopStart < 0) return { idle: 0, active: 0, utilization: 0 };
  return difference(idleTime(), milliseconds() - loopStart, util1, util2);
}

/** Of a loop that has been idle for that long of the time that it has run. */
function difference(idle, total, util1, util2) {
  if (util2) {
    const idleBetween = util1.idle - util2.idle;
    const activeBetween = util1.active - util2.active;
    const utilization = activeBetween / (idleBetween + activeBetween);
    return { idle: idleBetween, active: activeBetween, utilization };
  }
  const active = total - idle;
  if (!util1) return { idle, active, utilization: active / (idle + active) };
  const idleDelta = idle - util1.idle;
  const activeDelta = active - util1.active;
  return { idle: idleDelta, active: activeDelta, utilization: activeDelta / (idleDelta + activeDelta) };
}

module.exports = {
  knowsUtilization,
  PerformanceNodeTiming,
  nodeTiming,
  difference,
  eventLoopUtilization,
  isMilestone,
  milestone,
};
