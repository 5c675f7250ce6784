'use strict';

// The media type of a message: https://fetch.spec.whatwg.org/#concept-header-extract-mime-type

const { MIMEType } = require('ext/util/mime');

// Up to a comma that stands in no quoted string.
const item = /(?:[^",]|"(?:[^"\\]|\\[^])*(?:"|$))+/g;

/**
 * @param {string} value of Content-Type, several of them joined by commas
 * @returns {MIMEType|null} the last one that is good, with the charset of those before if they are of the same type
 */
function mediaType(value) {
  let found = null;
  let charset = null;
  for (const text of value.match(item) ?? []) {
    let type;
    try {
      type = new MIMEType(text);
    } catch {
      continue; // it counts for nothing
    }
    if (type.essence === '*/*') continue;
    const given = type.params.get('charset');
    if (found === null || found.essence !== type.essence) charset = given;
    else if (given === null && charset !== null) type.params.set('charset', charset);
    found = type;
  }
  return found;
}

module.exports = { mediaType };
