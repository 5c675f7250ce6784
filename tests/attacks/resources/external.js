// Tries: memory that is not V8's: zlib, crypto, Intl, URLs, timers, handles, text encoders.
// Escape: the host's memory grows with it, beyond what is said in docs/embedding.md.
const kept = [];
attempt('deflate', () => {
  for (let i = 0; i < 300; i++) kept.push(require('node:zlib').createDeflate());
});
attempt('hashes', () => {
  for (let i = 0; i < 20000; i++) kept.push(require('node:crypto').createHash('sha512'));
});
attempt('timers', () => {
  for (let i = 0; i < 200000; i++) setTimeout(() => {}, 1e6);
});
attempt('ports', () => {
  for (let i = 0; i < 1000; i++) kept.push(new MessageChannel());
});
