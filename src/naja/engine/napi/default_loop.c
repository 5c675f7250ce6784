// uv_default_loop(), as addons find it before libuv's own: the loop of the runtime's, not one that nobody
// runs.
static void* (*default_loop)(void);

__attribute__((visibility("default"))) void naja_set_default_loop(void* (*function)(void)) {
  default_loop = function;
}

__attribute__((visibility("default"))) void* uv_default_loop(void) {
  return default_loop ? default_loop() : 0;
}
