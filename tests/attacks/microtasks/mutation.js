// Tries: MessagePorts, event targets and abort signals that call each other without end.
// Escape: the limit does not stop them.
attempt('events', () => {
  const target = new EventTarget();
  target.addEventListener('x', () => queueMicrotask(() => target.dispatchEvent(new Event('x'))));
  target.dispatchEvent(new Event('x'));
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => port1.postMessage(1);
  port2.onmessage = () => port2.postMessage(1);
  port1.postMessage(1);
});
new Promise(() => {});
