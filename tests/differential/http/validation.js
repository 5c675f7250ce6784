'use strict';
const http = require('http');
const { attempt } = require('./_util');

console.log(
  Object.keys(http)
    .filter((k) => !/WebSocket|Event/.test(k))
    .sort()
    .join(' '),
);
console.log(http.METHODS.join(' '));
console.log(JSON.stringify(http.STATUS_CODES));
console.log(http.maxHeaderSize, http.globalAgent.keepAlive, http.globalAgent.options.timeout);

for (const name of [
  'Foo',
  'foo bar',
  '',
  'a:b',
  'é',
  'x\n',
  null,
  undefined,
  5,
  {},
  "!#$%&'*+-.^_`|~09azAZ",
  '@',
]) {
  attempt(`name ${String(name)}`, () => http.validateHeaderName(name));
}
attempt('label', () => http.validateHeaderName('a b', 'Trailer name'));
for (const value of [
  'ok',
  '',
  'a\tb',
  'a\nb',
  'a\rb',
  'a\0b',
  'caf\xe9',
  '\u20ac',
  '\x7f',
  '\x01',
  undefined,
  null,
  5,
  true,
  ['a', 'b'],
  {},
]) {
  attempt(`value ${JSON.stringify(value)}`, () => http.validateHeaderValue('X', value));
  attempt(`lenient ${JSON.stringify(value)}`, () => http.validateHeaderValue('X', value, true));
}

for (const options of [
  { path: '/a b' },
  { path: '/é' },
  { path: '/\u20ac' },
  { path: '/a\nb' },
  { path: 5 },
  { path: '' },
  { method: 'a b' },
  { method: '' },
  { method: 5 },
  { method: null },
  { method: {} },
  { method: 'get' },
  { protocol: 'https:' },
  { protocol: 'ftp:' },
  { protocol: null },
  { host: 5 },
  { hostname: {} },
  { host: null },
  { host: true },
  { agent: {} },
  { agent: true },
  { agent: 5 },
  { headers: { 'a b': 'c' } },
  { headers: { a: undefined } },
  { headers: { a: 'b\nc' } },
  { headers: ['a'] },
  { headers: ['a', 'b', 'c'] },
  { headers: [['a b', 'c']] },
  { headers: { host: ['a', 'b'] } },
  { maxHeaderSize: -1 },
  { maxHeaderSize: 1.5 },
  { maxHeaderSize: 'x' },
  { insecureHTTPParser: 'x' },
  { insecureHTTPParser: 1 },
  { httpValidation: 'x' },
  { httpValidation: 'strict', insecureHTTPParser: true },
  { joinDuplicateHeaders: 1 },
  { timeout: 'x' },
  { timeout: -1 },
  { timeout: NaN },
  { signal: {} },
  { signal: 'x' },
]) {
  attempt(`request ${JSON.stringify(options)}`, () => {
    const req = http.request({ lookup() {}, ...options });
    req.on('error', () => {});
    req.destroy();
  });
}
for (const args of [
  ['x'],
  ['http://'],
  ['https://localhost'],
  [new URL('ftp://x')],
  [null],
  [undefined],
  [5],
]) {
  attempt(`request(${String(args[0])})`, () => {
    const req = http.request(...args, { lookup() {} });
    req.on('error', () => {});
    req.destroy();
  });
}

for (const options of [
  null,
  undefined,
  5,
  'x',
  [],
  { maxHeaderSize: -1 },
  { insecureHTTPParser: 1 },
  { requestTimeout: -1 },
  { headersTimeout: 'x' },
  { headersTimeout: 10, requestTimeout: 5 },
  { headersTimeout: 400_000 },
  { requestTimeout: 10 },
  { keepAliveTimeout: -5 },
  { keepAliveTimeoutBuffer: -5 },
  { connectionsCheckingInterval: 'x' },
  { requireHostHeader: 1 },
  { joinDuplicateHeaders: 'x' },
  { rejectNonStandardBodyWrites: 1 },
  { shouldUpgradeCallback: 5 },
  { optimizeEmptyRequests: 5 },
  { httpValidation: 'none' },
  { highWaterMark: 'x' },
  { keepAliveInitialDelay: 'x' },
  { uniqueHeaders: ['A', 'b'] },
]) {
  attempt(`server ${JSON.stringify(options)}`, () => http.createServer(options));
}
for (const options of [
  { scheduling: 'x' },
  { maxTotalSockets: 0 },
  { maxTotalSockets: 'x' },
  { maxTotalSockets: 1 },
  { maxSockets: 'x' },
]) {
  attempt(`agent ${JSON.stringify(options)}`, () => new http.Agent(options));
}
attempt('max', () => http.setMaxIdleHTTPParsers(0));
attempt('max', () => http.setMaxIdleHTTPParsers('x'));
attempt('max', () => http.setMaxIdleHTTPParsers(5));

const server = http.createServer();
const {
  timeout,
  headersTimeout,
  requestTimeout,
  keepAliveTimeout,
  keepAliveTimeoutBuffer,
  maxRequestsPerSocket,
} = server;
console.log({
  timeout,
  headersTimeout,
  requestTimeout,
  keepAliveTimeout,
  keepAliveTimeoutBuffer,
  maxRequestsPerSocket,
});
console.log(
  server.maxHeadersCount,
  server.noDelay,
  server.allowHalfOpen,
  server.requireHostHeader,
  server.setTimeout(5) === server,
  server.timeout,
);
const agent = new http.Agent({ keepAlive: true, port: 5 });
console.log(
  agent.maxSockets,
  agent.maxFreeSockets,
  agent.scheduling,
  agent.keepAliveMsecs,
  agent.maxTotalSockets,
  agent.defaultPort,
  agent.protocol,
  agent.options,
);
console.log(
  agent.getName({ host: 'a', port: 1, localAddress: 'b', family: 6, socketPath: '/s' }),
  agent.getName(),
  agent.getName({ family: 0 }),
);
for (const Class of [
  'Agent',
  'ClientRequest',
  'IncomingMessage',
  'OutgoingMessage',
  'Server',
  'ServerResponse',
]) {
  const proto = http[Class].prototype;
  console.log(
    Class,
    http[Class].length,
    Object.getPrototypeOf(proto).constructor.name,
    Object.keys(proto)
      .filter((k) => !k.startsWith('_'))
      .sort()
      .join(' '),
  );
}
