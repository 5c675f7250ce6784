// Before libuv in the order of search: what addons call the default loop is the one that the main thread
// runs.
static void* loop;

__attribute__((visibility("default"))) void naja_set_default_loop(void* main_loop) { loop = main_loop; }

__attribute__((visibility("default"))) void* uv_default_loop(void) { return loop; }
