// What NODE_MODULE() of node.h calls when an addon of V8's API is loaded: remembered, so that Naja can say
// why it does not take it. Without this function the call would end the process.
static __thread void* registered;

__attribute__((visibility("default"))) void node_module_register(void* module) { registered = module; }

// What it was last called with on this thread, once.
__attribute__((visibility("default"))) void* naja_take_old_module(void) {
  void* module = registered;
  registered = 0;
  return module;
}
