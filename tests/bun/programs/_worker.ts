declare const self: any;
self.onmessage = (event: MessageEvent) => {
  if (event.data === 'throw') throw new TypeError('inside');
  if (event.data === 'exit') process.exit(3);
  self.postMessage({ data: event.data, env: process.env.MINE, main: Bun.isMainThread });
};
addEventListener('message', ({ data }) => data === 'both' && postMessage('heard twice'));
