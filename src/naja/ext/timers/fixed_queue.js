'use strict';

// A FIFO queue of rings: O(1) at both ends, no reallocation, and memory that follows its load.

const FIRST_SIZE = 128; // powers of two: positions wrap with a mask
const SIZE = 2048;

class Ring {
  constructor(size) {
    this.bottom = 0;
    this.top = 0;
    this.mask = size - 1;
    this.list = new Array(size);
    this.next = null;
  }
}

/** A queue for any number of entries; entries are anything but undefined. */
class FixedQueue {
  constructor() {
    this.head = this.tail = new Ring(FIRST_SIZE);
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
    let next = (ring.top + 1) & ring.mask;
    // One place stays free, so that a full ring does not look like an empty one.
    if (next === ring.bottom) {
      const fresh = this.spare ?? new Ring(SIZE);
      this.spare = null;
      ring = this.head = ring.next = fresh;
      next = 1;
    }
    ring.list[ring.top] = data;
    ring.top = next;
  }

  /** Takes the oldest entry, or null when there is none. */
  shift() {
    const ring = this.tail;
    const { bottom } = ring;
    if (bottom === ring.top) return null;
    const data = ring.list[bottom];
    ring.list[bottom] = undefined;
    ring.bottom = (bottom + 1) & ring.mask;
    if (ring.bottom === ring.top && ring.next !== null) {
      this.tail = ring.next;
      ring.next = null;
      ring.bottom = ring.top = 0;
      // One is kept: a queue at the edge of a ring would otherwise make one a push.
      if (ring.mask === SIZE - 1) this.spare = ring;
    }
    return data;
  }
}

module.exports = FixedQueue;
