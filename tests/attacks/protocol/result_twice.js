// Tries: to answer a request twice, answers to requests that were not made, and answers before the question.
// Escape: a later request gets an earlier one's answer, or the host breaks.
attempt('answers', () => {
  for (let number = 0; number < 200; number++) say(int(0), int(number), text('forged'));
  for (let number = 0; number < 200; number++) say(int(1), int(number), text('forged'));
});
