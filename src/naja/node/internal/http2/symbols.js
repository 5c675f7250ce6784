'use strict';

// Keys of what sessions, streams, servers and the compatibility API know of each other.

module.exports = {
  /** Of a session or a stream: its state, a plain object that is not for programs. */
  kState: Symbol('state'),
  /** Of a session: its socket, and the Engine; undefined when it is over. */
  kSocket: Symbol('socket'),
  kEngine: Symbol('engine'),
  kServer: Symbol('server'),
  kSessions: Symbol('sessions'),
  kOptions: Symbol('options'),
  /** Of a client session: what requests get that do not say for themselves. */
  kAuthority: Symbol('authority'),
  kProtocol: Symbol('protocol'),
  kMaxOriginSetSize: Symbol('max-ORIGIN-set-size'),
  /** Of a stream: the messages of the compatibility API, and the socket that they show. */
  kRequest: Symbol('request'),
  kResponse: Symbol('response'),
  kProxySocket: Symbol('proxySocket'),
  /** Of a session: the other side has opened a stream. */
  kOpenIncoming: Symbol('openIncoming'),
  /** Of a stream: to begin, once it has a number; what sends the response that a first write brings about. */
  kInit: Symbol('init'),
  kProceed: Symbol('proceed'),
  /** Of a stream, for its session: what has come. */
  kOnClose: Symbol('onClose'),
  kOnWritten: Symbol('onWritten'),
  kOnTrailers: Symbol('onTrailers'),
  kOnData: Symbol('onData'),
};
