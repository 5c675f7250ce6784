'use strict';

/** How `console.timeEnd` words a duration. */

const kSecond = 1000;
const kMinute = 60 * kSecond;
const kHour = 60 * kMinute;

const two = (number) => `${number}`.padStart(2, '0');

/**
 * `1.2ms`, `3.400s`, `1:02.345 (m:ss.mmm)`, `1:00:02.345 (h:mm:ss.mmm)`
 * @param {number} ms
 */
function formatTime(ms) {
  let hours = 0;
  let minutes = 0;
  let seconds = 0;
  if (ms >= kSecond) {
    if (ms >= kMinute) {
      if (ms >= kHour) {
        hours = Math.floor(ms / kHour);
        ms %= kHour;
      }
      minutes = Math.floor(ms / kMinute);
      ms %= kMinute;
    }
    seconds = ms / kSecond;
  }
  if (hours !== 0 || minutes !== 0) {
    const [whole, fraction] = seconds.toFixed(3).split('.');
    const front = hours !== 0 ? `${hours}:${two(minutes)}` : minutes;
    return `${front}:${two(whole)}.${fraction} (${hours !== 0 ? 'h:m' : ''}m:ss.mmm)`;
  }
  if (seconds !== 0) return `${seconds.toFixed(3)}s`;
  return `${Number(ms.toFixed(3))}ms`;
}

module.exports = { formatTime };
