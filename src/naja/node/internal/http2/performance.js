'use strict';

// Entries of the performance timeline (perf_hooks) for sessions and streams, while an observer asks for them.

const observed = require('ext/performance/observed');
const { now } = require('ext/performance/clock');
const { kState, kEngine } = require('node/internal/http2/symbols');
const entries = require.lazy('ext/performance/entries');
const timeline = require.lazy('ext/performance/timeline');

function publish(name, start, detail) {
  timeline().enqueue(entries().createNodeEntry(name, 'http2', start, now() - start, detail));
}

/** A session begins. */
function begin(session) {
  if (observed.http2 === 0) return;
  session[kState].statistics = {
    start: now(),
    pingRTT: 0,
    streamCount: 0,
    maxConcurrentStreams: 0,
    ended: 0,
    durations: 0,
  };
}

/** An answer to a ping has come after `duration` ms. */
function pong(session, duration) {
  const { statistics } = session[kState];
  if (statistics !== null) statistics.pingRTT = duration;
}

/** A session ends. */
function end(session) {
  const { statistics, isServer } = session[kState];
  const list = session[kEngine]?.state();
  if (statistics === null || list === undefined) return;
  session[kState].statistics = null;
  publish('Http2Session', statistics.start, {
    bytesRead: list[15],
    bytesWritten: list[13],
    framesReceived: list[9],
    framesSent: list[10],
    maxConcurrentStreams: statistics.maxConcurrentStreams,
    pingRTT: statistics.pingRTT,
    streamAverageDuration: statistics.ended > 0 ? statistics.durations / statistics.ended : 0,
    streamCount: statistics.streamCount,
    type: isServer ? 'server' : 'client',
  });
}

/** A stream of a session that is watched begins. */
function beginStream(session, stream) {
  const { statistics, streams } = session[kState];
  if (statistics === null) return;
  statistics.streamCount++;
  statistics.maxConcurrentStreams = Math.max(statistics.maxConcurrentStreams, streams.size);
  stream[kState].statistics = {
    start: now(),
    firstHeader: 0,
    firstByte: 0,
    firstSent: 0,
    read: 0,
    written: 0,
  };
}

/** Something of it came or went: notes the time of the first. */
function mark(stream, what, bytes) {
  const { statistics } = stream[kState];
  if (statistics === null) return;
  if (what === 'headers') statistics.firstHeader ||= now() - statistics.start;
  else if (what === 'read') {
    statistics.firstByte ||= now() - statistics.start;
    statistics.read += bytes;
  } else {
    statistics.firstSent ||= now() - statistics.start;
    statistics.written += bytes;
  }
}

/** It ends. */
function endStream(session, stream) {
  const { statistics, id } = stream[kState];
  if (statistics === null) return;
  stream[kState].statistics = null;
  const ofSession = session[kState].statistics;
  if (ofSession !== null) {
    ofSession.ended++;
    ofSession.durations += now() - statistics.start;
  }
  publish('Http2Stream', statistics.start, {
    bytesRead: statistics.read,
    bytesWritten: statistics.written,
    id,
    timeToFirstByte: statistics.firstByte,
    timeToFirstByteSent: statistics.firstSent,
    timeToFirstHeader: statistics.firstHeader,
  });
}

module.exports = { begin, pong, end, beginStream, mark, endStream };
