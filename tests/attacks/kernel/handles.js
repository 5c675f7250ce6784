// Tries: files by their handles instead of their names.
// Escape: one opens.
attempt('a handle', () =>
  forbidden('name_to_handle_at', syscall(nr.name_to_handle_at, -100, target.secret, 0, 0, 0)),
);
attempt('by a handle', () =>
  forbidden('open_by_handle_at', syscall(nr.open_by_handle_at, -100, new Uint8Array(128), 0)),
);
