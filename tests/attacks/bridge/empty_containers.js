// Tries: values that are a byte or five as they cross, and hundreds in Python: empty sets, maps and objects by the million.
// Escape: the host's memory grows out of proportion.
probe('sets', () => length(Array.from({ length: 1e6 }, () => new Set())));
probe('objects', () => length(Array.from({ length: 1e6 }, () => ({}))));
Array.from({ length: 1e6 }, () => new Map());
