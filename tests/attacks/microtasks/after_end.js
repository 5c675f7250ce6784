// Tries: to go on after its result: a chain that is begun by a finalizer, a timer and a message once the host has what it wanted.
// Escape: the host's next call is answered late, or never.
attempt('later', () => {
  setTimeout(() => {
    const again = () => Promise.resolve().then(again);
    again();
  }, 10);
});
