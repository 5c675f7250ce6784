// Tries: texts that double, flattened each time.
// Escape: the host's memory grows with them, or it ends.
attempt('a text', () => {
  let text = 'x';
  const kept = [];
  for (;;) {
    text += text;
    kept.push(text.charCodeAt(text.length - 1), text);
    if (text.length > 1e8) text = 'y';
  }
});
