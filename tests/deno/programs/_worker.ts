self.onmessage = (event: MessageEvent) => {
  const { data } = event;
  if (data === 'throw') throw new TypeError('inside');
  if (data === 'close') {
    self.close();
    postMessage('after close');
  } else if (data?.port) {
    data.port.postMessage(`by port, ${data.buffer.byteLength} bytes, ${event.ports.length} ports`);
  } else {
    const facts = [
      self === globalThis,
      self.name,
      event.target === self,
      event.constructor.name,
      typeof Worker,
    ];
    postMessage({ data, facts });
  }
};
postMessage('ready');
