// Tries: calls of functions whose number is a list, a dictionary, a float, a text, a boolean.
// Escape: the host's reading thread ends.
attempt('a list', () => say(int(2), int(1), list(), list()));
