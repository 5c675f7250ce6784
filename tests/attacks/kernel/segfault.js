// Tries: to crash in native code: a write to nowhere, a jump to nowhere, a stack that is too deep, abort in another thread.
// Escape: the host crashes with it.
attempt('a write to nowhere', () => require('python:ctypes').memset(8, 0, 100));
