'use strict';

// Whether a certificate is one for a host (RFC 9110, 4.3.4; RFC 6125): tls.checkServerIdentity().

const {
  codes: { ERR_TLS_CERT_ALTNAME_FORMAT, ERR_TLS_CERT_ALTNAME_INVALID },
} = require('ext/base/errors');
const { isIP } = require('node/internal/net/ip');
const { canonicalAddress } = binding('net');
const url = require.lazy('node/url');

const withoutLastDot = (host) => host.replace(/[.]$/, '');
/** Lower case of ASCII only: other letters must not meet. */
const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const labelsOf = (host) => lower(withoutLastDot(host)).split('.');
const canonical = (address) => canonicalAddress(address, 4) ?? canonicalAddress(address, 6);

/** One pattern of a certificate against the labels of a host; '*' stands in the first label only. */
function matches(host, pattern) {
  if (!pattern) return false;
  const labels = labelsOf(pattern);
  if (labels.length !== host.length || labels.includes('')) return false;
  // Names on the wire are ASCII; anything else is no name.
  if (labels.some((label) => /[^\u0021-\u007f]/u.test(label))) return false;
  for (let i = host.length - 1; i > 0; i--) if (host[i] !== labels[i]) return false;
  const [name] = host;
  const [first] = labels;
  const parts = first.split('*', 3);
  if (parts.length === 1 || first.includes('xn--')) return name === first;
  if (parts.length > 2 || labels.length <= 2) return false;
  const [before, after] = parts;
  return before.length + after.length <= name.length && name.startsWith(before) && name.endsWith(after);
}

// eslint-disable-next-line no-control-regex
const jsonString = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** Splits subjectaltname at its commas, minding the names that are quoted because of what is in them. */
function splitAltNames(names) {
  if (!names.includes('"')) return names.split(', ');
  const result = [];
  let current = '';
  let at = 0;
  while (at < names.length) {
    if (names[at] === '"') {
      jsonString.lastIndex = at;
      const found = jsonString.exec(names);
      if (found === null) throw new ERR_TLS_CERT_ALTNAME_FORMAT();
      current += JSON.parse(found[0]);
      at = jsonString.lastIndex;
    } else if (names[at] === ',') {
      result.push(current);
      current = '';
      at += 2;
    } else {
      current += names[at++];
    }
  }
  result.push(current);
  return result;
}

function check(hostname, cert) {
  const { subject, subjectaltname: altNames } = cert;
  const names = altNames ? splitAltNames(altNames) : [];
  const dns = names.filter((name) => name.startsWith('DNS:')).map((name) => name.slice(4));
  const ips = names.filter((name) => name.startsWith('IP Address:')).map((name) => canonical(name.slice(11)));
  const host = withoutLastDot(hostname);

  if (isIP(host)) {
    if (ips.includes(canonical(host))) return undefined;
    return `IP: ${host} is not in the cert's list: ${ips.join(', ')}`;
  }
  const labels = labelsOf(url().domainToASCII(hostname));
  const isFor = (pattern) => matches(labels, pattern);
  if (dns.length > 0) {
    return dns.some(isFor) ? undefined : `Host: ${host}. is not in the cert's altnames: ${altNames}`;
  }
  // The common name counts only where there are no other names.
  if (subject?.CN) {
    const { CN } = subject;
    const good = Array.isArray(CN) ? CN.some(isFor) : isFor(CN);
    return good ? undefined : `Host: ${host}. is not cert's CN: ${CN}`;
  }
  return 'Cert does not contain a DNS name';
}

/**
 * @param {string} hostname
 * @param {object} cert as getPeerCertificate() gives it
 * @returns {Error|undefined} ERR_TLS_CERT_ALTNAME_INVALID where it is not one for the host
 * @throws {ERR_TLS_CERT_ALTNAME_FORMAT}
 */
function checkServerIdentity(hostname, cert) {
  hostname = `${hostname}`;
  const reason = check(hostname, cert);
  if (reason === undefined) return undefined;
  return new ERR_TLS_CERT_ALTNAME_INVALID(reason, withoutLastDot(hostname), cert);
}

module.exports = { checkServerIdentity };
