// Tries: rejections that nobody handles, a million of them, with handlers that reject again.
// Escape: the host's memory or time, or an exception in the wrong place.
attempt('rejections', () => {
  process.on('unhandledRejection', () => void Promise.reject(new Error('again')));
  for (let i = 0; i < 1e5; i++) Promise.reject(i);
});
