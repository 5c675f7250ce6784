// Tries: the newer calls for mounting: fsopen, open_tree, move_mount.
// Escape: one of them succeeds.
attempt('open_tree', () => forbidden('open_tree', syscall(nr.open_tree, -100, '/', 1)));
