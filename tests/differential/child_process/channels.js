'use strict';
// What child processes and threads tell on diagnostics channels; the loop's metrics.
const { ChildProcess, exec, execFile, spawn } = require('node:child_process');
const dc = require('node:diagnostics_channel');
const { Worker } = require('node:worker_threads');
const { performance } = require('node:perf_hooks');
const { promisify } = require('node:util');

const order = [];
const isChild = (process) => process instanceof ChildProcess;
dc.subscribe('child_process', ({ process }) => order.push(`child_process ${isChild(process)}`));
dc.subscribe('worker_threads', ({ worker }) => order.push(`worker_threads ${worker instanceof Worker}`));
dc.tracingChannel('child_process.spawn').subscribe({
  start: ({ process, options }) =>
    order.push(`start ${isChild(process)} ${options.file === process.execPath} ${options.args.length}`),
  end: ({ process }) => order.push(`end ${process.pid > 0}`),
  error: ({ process, error }) => order.push(`error ${isChild(process)} ${error.code} ${error.syscall}`),
});
spawn(process.execPath, ['-e', '']).on('close', () => {
  spawn('/no/such/program').on('error', (error) => {
    order.push(error.code);
    new Worker('', { eval: true }).on('exit', () => {
      console.log(order);
      console.log(promisify(exec).name, promisify(execFile).name);
      const { uvMetricsInfo } = performance.nodeTiming;
      console.log(Object.keys(uvMetricsInfo), uvMetricsInfo.loopCount > 0, uvMetricsInfo.events > 0);
    });
  });
});
