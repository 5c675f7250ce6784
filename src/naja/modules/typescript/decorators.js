'use strict';
function lower(code, map) {
  return { code, map };
}
module.exports = { lower };
