// Tries: results for requests whose numbers are booleans, floats, texts and enormous integers.
// Escape: the host's reading thread ends, or another's request is answered.
attempt('a boolean', () => say(int(0), [84], none));
attempt('a float', () => say(int(0), [100, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f], none));
attempt('a text', () => say(int(0), text('1'), none));
