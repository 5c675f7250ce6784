// Tries: a replacement that grows the text exponentially, by its own function and by $&.
// Escape: the host's memory, or the limit.
attempt('replace', () => {
  let text = 'aa';
  for (;;) text = text.replace(/a/g, '$&$&');
});
