'use strict';

// fetch() of URLs that are not http(s): https://fetch.spec.whatwg.org/#scheme-fetch

const { Body } = require('ext/fetch/body');
const { HeaderList } = require('ext/fetch/headers');
const { createResponse } = require('ext/fetch/response');
const { failed } = require('ext/fetch/client/errors');
const blobs = require.lazy('ext/buffer/blob');
const integrity = require.lazy('ext/fetch/client/integrity');
const dataUrls = require.lazy('ext/fetch/client/data_url');

function listOf(fields) {
  const list = new HeaderList();
  for (const [name, value] of fields) list.append(name.toLowerCase(), name, value);
  return list;
}

/** A single range of bytes, [first, last or undefined] or [undefined, how many]; null where it is none. */
function parseRange(value) {
  const match = /^bytes[\t ]*=[\t ]*(\d*)[\t ]*-[\t ]*(\d*)$/.exec(value);
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const first = match[1] === '' ? undefined : Number(match[1]);
  const last = match[2] === '' ? undefined : Number(match[2]);
  if (first !== undefined && last !== undefined && first > last) return null;
  return [first, last];
}

function fetchBlob(state, target) {
  // With a query it is another URL.
  const blob = target.href.split('#', 1)[0].includes('?') ? undefined : blobs().resolveObjectURL(target.href);
  if (state.method !== 'GET' || blob === undefined) throw new Error('invalid method');
  const { size, type } = blob;
  const range = state.list === null ? null : state.list.get('range');
  if (range === null) {
    const fields = [
      ['content-length', `${size}`],
      ['content-type', type],
    ];
    return createResponse(200, 'OK', listOf(fields), new Body(blob), 'basic', [target.href]);
  }
  const found = parseRange(range);
  if (found === null) throw new Error('failed to fetch the data URL');
  let [first, last] = found;
  if (first === undefined) {
    first = Math.max(size - last, 0);
    last = size - 1;
  } else {
    if (first >= size) throw new Error("Range start is greater than the blob's size.");
    last = last === undefined || last >= size ? size - 1 : last;
  }
  const piece = blob.slice(first, last + 1, type);
  const fields = [
    ['content-length', `${piece.size}`],
    ['content-type', type],
    ['content-range', `bytes ${first}-${last}/${size}`],
  ];
  return createResponse(206, 'Partial Content', listOf(fields), new Body(piece), 'basic', [target.href]);
}

function fetchData(state, target) {
  const data = dataUrls().parse(target.href);
  if (data === null) throw new Error('failed to fetch the data URL');
  const list = listOf([['Content-Type', data.type]]);
  const body = state.method === 'HEAD' ? null : new Body(data.bytes);
  return createResponse(200, 'OK', list, body, 'basic', [target.href]);
}

function responseOf(state, target) {
  switch (target.protocol) {
    case 'about:':
      throw new Error('about scheme is not supported');
    case 'blob:':
      return fetchBlob(state, target);
    case 'data:':
      return fetchData(state, target);
    case 'file:':
      throw new Error('not implemented... yet...');
    default:
      throw new Error('unknown scheme');
  }
}

/**
 * @param {RequestState} state
 * @param {Target} target
 * @returns {Promise<Response>}
 */
async function fetchScheme(state, target) {
  let response;
  try {
    response = responseOf(state, target);
  } catch (cause) {
    throw failed(cause);
  }
  if (state.details.integrity === '') return response;
  const bytes = await response.bytes();
  if (!integrity().matches(bytes, state.details.integrity)) throw failed(new Error('integrity mismatch'));
  const list = new HeaderList();
  for (const [name, value] of response.headers) list.append(name, name, value);
  return createResponse(response.status, response.statusText, list, new Body(bytes), 'basic', [target.href]);
}

module.exports = { fetchScheme };
