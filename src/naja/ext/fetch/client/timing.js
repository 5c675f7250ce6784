'use strict';

// When what of a request happened: https://fetch.spec.whatwg.org/#fetch-timing-info

const { now } = require('ext/performance/clock');
const resources = require('ext/performance/resources');

class Timing {
  #connection = null; // what it cost to connect, where that was done for this request
  #redirectStart = 0;
  #redirectEnd = 0;
  #fetchStart;
  #requestStart = 0;
  #responseStart = 0;
  #status = 0;

  constructor() {
    this.start = this.#fetchStart = now();
  }

  /** A redirect is followed. */
  redirected() {
    if (this.#redirectStart === 0) this.#redirectStart = this.start;
    this.#redirectEnd = this.#fetchStart = now();
    this.#connection = null;
  }

  /** The request goes out, over a connection that was made in `times`, or that was there (null). */
  sent(times) {
    this.#connection = times;
    this.#requestStart = now();
  }

  /** The head of the response is there. */
  answered(status) {
    this.#responseStart = now();
    this.#status = status;
  }

  /** It is over. */
  end(url, encoded, decoded) {
    const begin = this.#fetchStart;
    const connected = this.#connection ?? { start: begin, end: begin, secure: begin };
    const info = {
      startTime: this.start,
      redirectStartTime: this.#redirectStart,
      redirectEndTime: this.#redirectEnd,
      postRedirectStartTime: begin,
      finalServiceWorkerStartTime: 0,
      finalNetworkRequestStartTime: this.#requestStart,
      finalNetworkResponseStartTime: this.#responseStart,
      endTime: now(),
      encodedBodySize: encoded,
      decodedBodySize: decoded,
      finalConnectionTimingInfo:
        this.#requestStart === 0
          ? null
          : {
              domainLookupStartTime: connected.start,
              domainLookupEndTime: connected.start,
              connectionStartTime: connected.start,
              connectionEndTime: connected.end,
              secureConnectionStartTime: connected.secure,
              ALPNNegotiatedProtocol: undefined,
            },
    };
    resources.report(info, url, 'fetch', globalThis, '', undefined, this.#status);
  }
}

module.exports = { Timing };
