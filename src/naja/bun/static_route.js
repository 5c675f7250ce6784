'use strict';

/**
 * Responses that stand in the routes of Bun.serve themselves. What is in memory gets an ETag, a file gets Last-Modified;
 * clients that have it already are told so (RFC 9110, 13), and a file that is not there is no route.
 */

const { Response, statusOf, takeBody } = require('ext/fetch/response');
const { fieldOf } = require('ext/http/header_block');
const { isFile, rangeOf } = require('ext/serve/files');
const hashing = require.lazy('bun/hash');
const fs = require.lazy('node/fs');

const GET = 1; // llhttp's numbers
const HEAD = 2;

/** Response -> what is known of it. */
const known = new WeakMap();

/** @param {Response} response as the program put it into the routes */
function describe(response) {
  const own = response.clone();
  const source = takeBody(response.clone());
  const entry = { response: own, file: null };
  if (isFile(source)) entry.file = source;
  else if (typeof source === 'string' || source instanceof Uint8Array) {
    if (source.length > 0 && !own.headers.has('etag')) {
      const hash = hashing().hash.xxHash64(source).toString(16).padStart(16, '0');
      own.headers.set('etag', `"${hash}"`);
    }
  } else if (typeof source?.cancel === 'function') source.cancel();
  return entry;
}

/** Whether one of a list of entity tags is this one, weak or strong; `*` is any version of a file, or of what has a tag. */
function hasTag(list, tag, isFile) {
  if (list.trim() === '*') return isFile || tag !== null;
  if (tag === null) return false;
  const strong = tag.replace(/^W\//, '');
  return list.match(/"[^"]*"/g)?.includes(strong) ?? false;
}

/** The status that a request's conditions lead to, 200 where nothing speaks against the whole. */
function condition(block, answer, modified) {
  const unmodifiedSince = fieldOf(block, 'if-unmodified-since');
  if (unmodifiedSince !== undefined && modified > Date.parse(unmodifiedSince)) return 412;
  const noneMatch = fieldOf(block, 'if-none-match');
  if (noneMatch !== undefined)
    return hasTag(noneMatch, answer.headers.get('etag'), !Number.isNaN(modified)) ? 304 : 200;
  const modifiedSince = fieldOf(block, 'if-modified-since');
  return modifiedSince !== undefined && modified <= Date.parse(modifiedSince) ? 304 : 200;
}

/** Whether a Range counts: it does not where If-Range names another version. */
function rangeCounts(block, answer, modified) {
  const ifRange = fieldOf(block, 'if-range');
  if (ifRange === undefined) return true;
  return ifRange.startsWith('"') ? ifRange === answer.headers.get('etag') : Date.parse(ifRange) === modified;
}

/** When a file was changed, in ms but whole seconds; undefined where there is none. */
function changed(file) {
  const { target } = rangeOf(file);
  const stats =
    typeof target === 'number' ? fs().fstatSync(target) : fs().statSync(target, { throwIfNoEntry: false });
  return stats === undefined ? undefined : Math.floor(stats.mtimeMs / 1000) * 1000;
}

/**
 * @param {Response} response as the program put it into the routes
 * @param {Exchange} exchange
 * @returns {Response|undefined} undefined: a file that is not there
 */
function answerStatic(response, exchange) {
  let entry = known.get(response);
  if (entry === undefined) known.set(response, (entry = describe(response)));
  const { file } = entry;
  const answer = entry.response.clone();
  let modified = NaN;
  if (file !== null) {
    modified = changed(file);
    if (modified === undefined) return undefined;
    const { headers } = answer;
    if (headers.has('last-modified')) modified = Date.parse(headers.get('last-modified'));
    else headers.set('last-modified', new Date(modified).toUTCString());
    exchange.wholeSlices = true;
  }
  if (statusOf(answer) !== 200 || (exchange.method !== GET && exchange.method !== HEAD)) return answer;
  const { block } = exchange;
  const status = condition(block, answer, modified);
  if (status === 200) {
    if (file !== null) exchange.rangeCounts = rangeCounts(block, answer, modified);
    return answer;
  }
  return new Response(null, { status, headers: answer.headers });
}

module.exports = { answerStatic };
