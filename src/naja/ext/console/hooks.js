'use strict';

/**
 * What other built-ins set once they are loaded, so that the console need not load them to ask.
 * @type {{channel: undefined | ((name: string) => {hasSubscribers: boolean, publish(message: unknown): void})}}
 */
module.exports = {
  /** `diagnostics_channel.channel`, set by that module. */
  channel: undefined,
};
