'use strict';

module.exports = {
  kALPNCallback: Symbol('alpncallback'),
  kConnectOptions: Symbol('connect-options'),
  kDisableRenegotiation: Symbol('disable-renegotiation'),
  kErrorEmitted: Symbol('error-emitted'),
  kHandshakeTimeout: Symbol('handshake-timeout'),
  kIsVerified: Symbol('verified'),
  kPendingSession: Symbol('pendingSession'),
  kPskCallback: Symbol('pskcallback'),
  kPskIdentityHint: Symbol('pskidentityhint'),
  kSecureContext: Symbol('secureContext'),
  kSNICallback: Symbol('snicallback'),
  kEnableTrace: Symbol('enableTrace'),
};
