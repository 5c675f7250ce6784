// Tries: frames that are no messages, written to the channel by native code.
// Escape: the host hangs, or breaks.
const frames = [
  [255, 255, 255, 255],
  [0, 0, 0, 0],
  [1, 0, 0, 0, 90],
  [1, 0, 0, 0, 97],
  [5, 0, 0, 0, 97, 255, 255, 255, 255],
];
attempt('frames', () => {
  for (const frame of frames) toHost(new Uint8Array(frame));
});
