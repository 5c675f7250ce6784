'use strict';

// A binary heap of the timer lists, by the time at which each one expires. Every list knows its place in
// it (`position`), so that it can be moved and removed in O(log n).

/** Lists that expire together run in the order in which they were (re)scheduled. */
function before(a, b) {
  return a.expiry < b.expiry || (a.expiry === b.expiry && a.id < b.id);
}

class PriorityQueue {
  // Index 0 stays unused: the children of i are 2i and 2i + 1.
  #heap = [undefined];

  /** @returns {TimersList|undefined} the list that expires first */
  peek() {
    return this.#heap[1];
  }

  insert(list) {
    const heap = this.#heap;
    heap.push(list);
    this.#up(list, heap.length - 1);
  }

  /** The first list has been given a later expiry: puts it where it belongs now. */
  sinkFirst() {
    this.#down(this.#heap[1], 1);
  }

  remove(list) {
    const heap = this.#heap;
    const { position } = list;
    const last = heap.pop();
    if (last === list) return;
    if (position > 1 && before(last, heap[position >> 1])) this.#up(last, position);
    else this.#down(last, position);
  }

  #up(list, position) {
    const heap = this.#heap;
    while (position > 1) {
      const parent = heap[position >> 1];
      if (!before(list, parent)) break;
      heap[position] = parent;
      parent.position = position;
      position >>= 1;
    }
    heap[position] = list;
    list.position = position;
  }

  #down(list, position) {
    const heap = this.#heap;
    const { length } = heap;
    for (let child = position * 2; child < length; child = position * 2) {
      if (child + 1 < length && before(heap[child + 1], heap[child])) child++;
      if (!before(heap[child], list)) break;
      heap[position] = heap[child];
      heap[position].position = position;
      position = child;
    }
    heap[position] = list;
    list.position = position;
  }
}

module.exports = PriorityQueue;
