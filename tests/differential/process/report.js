// process.report: what it holds, its settings, and the files it writes. What differs by build or moment is left out.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));
process.chdir(folder);
const { report } = process;
const written = [];

function attempt(what, run) {
  try {
    console.log(what, run());
  } catch (error) {
    console.log(what, error.name, error.code, error.message);
  }
}

/** The names in an object, and the types of what they name. */
function shape(value, depth = 0) {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : [shape(value[0], depth + 1)];
  if (value === null || typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner, depth + 1)]));
}

const all = report.getReport();
console.log(Object.keys(all));
const { header } = all;
delete header.componentVersions.naja;
console.log(Object.keys(header), shape({ ...header, componentVersions: {}, networkInterfaces: [] }));
console.log(header.event, header.trigger, header.filename, header.glibcVersionRuntime, header.reportVersion);
console.log(header.processId === process.pid, header.cwd === process.cwd(), header.host === os.hostname());
console.log(header.cpus.length === os.cpus().length, header.release.name, header.wordSize);
console.log(new Date(header.dumpEventTime) <= new Date(Number(header.dumpEventTimeStamp)));
console.log(all.javascriptStack.message, all.javascriptStack.errorProperties);
for (const name of ['resourceUsage', 'uvthreadResourceUsage', 'userLimits'])
  console.log(name, shape(all[name]));
console.log(all.userLimits.open_files, all.userLimits.stack_size_bytes, all.userLimits.core_file_size_blocks);
const { heapSpaces, ...heap } = all.javascriptHeap;
console.log(shape(heap));
console.log(all.environmentVariables.HOME === process.env.HOME, all.workers);
console.log(all.sharedObjects.some((name) => /\/libc\.so\.6$/.test(name)));

const timer = setTimeout(() => {}, 100_000);
console.log(report.getReport().libuv.some(({ type, is_active }) => type === 'timer' && is_active));
clearTimeout(timer);

report.excludeEnv = true;
report.excludeNetwork = true;
console.log(Object.keys(report.getReport()), 'networkInterfaces' in report.getReport().header);

class Mine extends Error {
  extra = 5;
}
const { javascriptStack } = report.getReport(new Mine('of my own'));
console.log(
  javascriptStack.message,
  javascriptStack.stack[0].replace(/\(.*\//, '('),
  javascriptStack.errorProperties,
);
attempt('not an error', () => report.getReport(5));
attempt('null', () => report.getReport(null));

attempt('a name', () => report.writeReport('named.json'));
attempt('an error', () => report.writeReport('with_error.json', new Error('boom')));
attempt('no name', () => report.writeReport().replace(/\d{8}\.\d{6}\.\d+/, 'DATE.TIME.PID'));
attempt('number', () => report.writeReport(5));
attempt('null', () => report.writeReport(null));
attempt('not an error', () => report.writeReport('x', 'y'));
attempt('nowhere', () => report.writeReport('/nope/nope.json'));
fs.mkdirSync('inside');
report.directory = path.join(folder, 'inside');
report.filename = 'default.json';
report.compact = true;
attempt('in a folder', () => report.writeReport());
const names = fs.readdirSync(folder).concat(fs.readdirSync('inside'));
console.log(names.map((name) => name.replace(/\d{8}\.\d{6}\.\d+/, 'DATE.TIME.PID')));
const text = fs.readFileSync('inside/default.json', 'utf8');
console.log(text.split('\n').length, JSON.parse(text).header.filename, JSON.parse(text).header.trigger);
const boom = JSON.parse(fs.readFileSync('with_error.json', 'utf8'));
console.log(boom.javascriptStack.message, boom.header.event);

for (const name of Object.keys(report).slice(2)) {
  const before = report[name];
  attempt(name, () => (report[name] = Symbol.iterator));
  console.log(name, typeof before, report[name] === before);
}
attempt('signal', () => (report.signal = 'SIGNOPE'));
attempt('signal', () => (report.signal = 'sigusr1'));
report.signal = 'SIGUSR1';
report.filename = 'signal.json';
report.reportOnSignal = true;
process.kill(process.pid, 'SIGUSR1');
const waiting = setInterval(() => {
  if (!fs.existsSync('inside/signal.json')) return;
  const { header: why } = JSON.parse(fs.readFileSync('inside/signal.json', 'utf8') || '{}');
  if (why === undefined) return;
  clearInterval(waiting);
  console.log(why.event, why.trigger);
  report.reportOnSignal = false;
  report.filename = 'uncaught.json';
  report.reportOnUncaughtException = true;
  process.on('exit', () => console.log(fs.readdirSync('inside')));
  throw new RangeError('nobody catches this');
}, 20);
