'use strict';

// A FIFO queue of rings: O(1) at both ends, no reallocation, and memory that follows its load.

const RING_SIZE = 2048; // a power of two: positions wrap with a mask
const MASK = RING_SIZE - 1;

class Ring {
  constructor() {
    this.bottom = 0;
    this.top = 0;
    this.list = new Array(RING_SIZE);
    this.next = null;
  }
}

/** A queue for any number of entries; entries are anything but undefined. */
class FixedQueue {
  constructor() {
    this.head = this.tail = new Ring();
    this.spare = null;
  }

  /** @returns {boolean} */
  isEmpty() {
    const { tail } = this;
    return tail.top === tail.bottom;
  }

  /** Adds an entry at the end. */
  push(data) {
    let ring = this.head;
    // One place stays free, so that a full ring does not look like an empty one.
    if (((ring.top + 1) & MASK) === ring.bottom) {
      const fresh = this.spare ?? new Ring();
      this.spare = null;
      ring = this.head = ring.next = fresh;
    }
    ring.list[ring.top] = data;
    ring.top = (ring.top + 1) & MASK;
  }

  /** Takes the oldest entry, or null when there is none. */
  shift() {
    const ring = this.tail;
    const { bottom } = ring;
    if (bottom === ring.top) return null;
    const data = ring.list[bottom];
    ring.list[bottom] = undefined;
    ring.bottom = (bottom + 1) & MASK;
    if (ring.bottom === ring.top && ring.next !== null) {
      this.tail = ring.next;
      ring.next = null;
      ring.bottom = ring.top = 0;
      this.spare = ring; // one is kept: a queue at the edge of a ring would make one a push
    }
    return data;
  }
}

module.exports = FixedQueue;
