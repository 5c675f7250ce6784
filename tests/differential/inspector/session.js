'use strict';
// node:inspector's sessions within the process: what they say, in which order, and how they end.
const inspector = require('node:inspector');
const promises = require('node:inspector/promises');
const vm = require('node:vm');

const shown = (fn) => {
  try {
    console.log('returned', fn());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};

const session = new inspector.Session();
shown(() => session.post('Runtime.enable'));
shown(() => inspector.waitForDebugger());
session.connect();
shown(() => session.connect());
shown(() => session.connectToMainThread());
shown(() => session.post(1));
shown(() => session.post('Runtime.enable', 1));
shown(() => session.post('Runtime.enable', {}, 1));
shown(() => inspector.url());
shown(() => inspector.close());
shown(() => inspector.Session.name + new inspector.Session().constructor.name);

const answer = (method, params) =>
  new Promise((resolve) => session.post(method, params, (error, result) => resolve([error, result])));

function deep(value) {
  const inner = value * 2;
  debugger; // the sessions' listeners run here
  return inner;
}

const events = [];
session.on('inspectorNotification', ({ method }) => {
  if (method !== 'Debugger.scriptParsed') events.push(method);
});

async function main() {
  console.log(
    (await answer('No.such'))[0]?.message,
    (await answer('Runtime.evaluate', { expression: 'q(' }))[0],
  );
  console.log(
    (await answer('Runtime.evaluate', { expression: '({ a: [1, "é\u{1f600}"] })', returnByValue: true }))[1],
  );
  const evaluated = await answer('Runtime.evaluate', {
    expression: 'Promise.resolve(5n)',
    awaitPromise: true,
  });
  console.log(evaluated[1].result.unserializableValue);
  const [, thrown] = await answer('Runtime.evaluate', { expression: 'nothing.there' });
  console.log(thrown.exceptionDetails.text, thrown.result.className);

  session.on('Runtime.executionContextCreated', ({ params: { context } }) =>
    events.push(`${context.name.replace(/.*\[\d+\]/, 'main')} ${JSON.stringify(context.auxData)}`),
  );
  await answer('Runtime.enable');
  const context = vm.createContext({ x: 1 });
  console.log(vm.runInContext('x + 1', context));

  const called = new Promise((resolve) =>
    session.once('Runtime.consoleAPICalled', ({ params }) => resolve(params)),
  );
  console.log('told', { n: 1 });
  const { type, args, stackTrace } = await called;
  console.log(
    type,
    args.map((arg) => arg.value ?? arg.description),
    stackTrace.callFrames[0].functionName,
  );

  await answer('Debugger.enable');
  const lines = [];
  session.on('Debugger.paused', ({ params: { reason, callFrames } }) => {
    const [frame] = callFrames;
    lines.push(reason, frame.functionName, frame.location.lineNumber, frame.url.startsWith('file:///'));
    session.post(
      'Debugger.evaluateOnCallFrame',
      { callFrameId: frame.callFrameId, expression: 'value + inner' },
      (error, { result }) => lines.push(result.value),
    );
    session.post('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrameId, expression: 'inner = 1' });
  });
  console.log(deep(21), lines);
  await answer('Debugger.disable');
  console.log(deep(1));

  await answer('Profiler.enable');
  await answer('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const branches = vm.runInThisContext('(function branches(x) { return x ? 1 : 2 })', 'file:///covered.js');
  branches(1);
  branches(2);
  const [, coverage] = await answer('Profiler.takePreciseCoverage');
  console.log(JSON.stringify(coverage.result.find(({ url }) => url === 'file:///covered.js').functions));
  await answer('Profiler.start');
  for (let until = Date.now() + 20; Date.now() < until;);
  const [, { profile }] = await answer('Profiler.stop');
  console.log(Object.keys(profile), profile.nodes[0].callFrame.functionName);
  await answer('HeapProfiler.startSampling');
  console.log(Object.keys((await answer('HeapProfiler.stopSampling'))[1].profile));

  const other = new promises.Session();
  other.connect();
  console.log(await other.post('Runtime.evaluate', { expression: '6 * 7' }));
  await other.post('No.such').catch((error) => console.log(error.code, error.message));
  const never = other.post('Runtime.evaluate', { expression: 'new Promise(() => {})', awaitPromise: true });
  other.disconnect();
  other.disconnect();
  await never.catch((error) => console.log(error.code, error.message));

  session.once('Debugger.paused', () => session.disconnect());
  await answer('Debugger.enable');
  console.log(deep(2));
  shown(() => session.post('Runtime.enable'));
  console.log(new Set(events));
  session.connect();
  session.once('Runtime.executionContextCreated', () => {
    throw new Error('from a listener');
  });
  process.once('warning', ({ message }) => {
    console.log('warning', message);
    session.disconnect();
  });
  session.post('Runtime.enable');
}
main();
