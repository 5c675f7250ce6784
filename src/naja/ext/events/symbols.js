'use strict';

// Symbols that the EventEmitter and the EventTarget families share. Nothing else belongs here.

module.exports = {
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
   * On the prototype of a class: what structuredClone() and postMessage() may do with its objects. The sum of 1, they
   * can be cloned (kClone), 2, they can be moved (kTransfer), 4, they are ports; 0: neither.
   */
  kTransferMode: Symbol('kTransferMode'),
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
