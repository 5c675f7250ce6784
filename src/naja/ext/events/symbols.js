'use strict';

// What the EventEmitter and the EventTarget families, and what can be sent to other threads, share. Nothing else belongs
// here.

/** Object -> mode, until the engine has them. */
const modes = new Map();

module.exports = {
  modes,
  /**
   * Says what structuredClone() and postMessage() may do with a class's objects, or with one object.
   * @param {object} object the prototype of the class, or the object
   * @param {number} mode the sum of 1, they can be cloned (kClone), 2, they can be moved (kTransfer), 4, they are ports;
   *   0: neither
   */
  setTransferMode(object, mode) {
    modes.set(object, mode);
  },
  /** Own limit of listeners of an EventTarget; 0 means none. */
  kMaxEventTargetListeners: Symbol('events.maxEventTargetListeners'),
  /** Whether that EventTarget has already warned. */
  kMaxEventTargetListenersWarned: Symbol('events.maxEventTargetListenersWarned'),
  /** Option of addEventListener: the listener runs although stopImmediatePropagation() was called. */
  kResistStopPropagation: Symbol('kResistStopPropagation'),
  /** Option of events.on(): yield the first argument of an event, not the array of all. */
  kFirstEventParam: Symbol('kFirstEventParam'),
  /** Key of events.on()'s iterator: how full its queue is. */
  kWatermarkData: Symbol('kWatermarkData'),
  /** Method that an error may carry: what its printed stack shall be when it ends the process. */
  kEnhanceStackBeforeInspector: Symbol('kEnhanceStackBeforeInspector'),
  /**
   * Method: `{ deserializeInfo, data }`, of which another thread makes an equal object: `deserializeInfo` is
   * 'built-in id:export', a class whose objects have kDeserialize, or a function.
   */
  kClone: Symbol('messaging_clone_symbol'),
  /** Method: the same for an object that is of no more use where it was. */
  kTransfer: Symbol('messaging_transfer_symbol'),
  /** Method: what in that `data` has to be moved along. */
  kTransferList: Symbol('messaging_transfer_list_symbol'),
  /** Method of a new object of the class: takes over `data`. */
  kDeserialize: Symbol('messaging_deserialize_symbol'),
};
