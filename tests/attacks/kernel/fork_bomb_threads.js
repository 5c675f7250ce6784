// Tries: threads by native code, as many as there may be.
// Escape: the host has none left.
attempt('threads', () => {
  const { builtins } = require('naja:python');
  builtins.exec(
    `
import threading, time
made = 0
try:
    for n in range(5000):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        made += 1
except RuntimeError:
    pass
if made > 1000:
    raise SystemError("made %d" % made)
`,
    builtins.dict(),
  );
});
