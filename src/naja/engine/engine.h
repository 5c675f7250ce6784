// engine.h: what Naja needs of a JavaScript engine beyond Node-API. Plain C; nothing here knows V8.
//
// All functions are called on the thread that runs the environment, without Python's GIL, unless they say
// otherwise. A napi_value that a function calls "held" is valid until naja_release: it may be passed wherever
// a napi_value goes.
#ifndef NAJA_ENGINE_H_
#define NAJA_ENGINE_H_

#include "napi.h"

#ifdef __cplusplus
extern "C" {
#endif

// Of variables that each call between the host and JavaScript looks at: glibc has room for those of libraries
// that are loaded later, so that finding them takes no call.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define NAJA_THREAD __thread __attribute__((tls_model("initial-exec")))
#else
#define NAJA_THREAD __thread
#endif

struct uv_loop_s;
struct naja_permissions;

typedef struct naja_env_options {
  size_t max_old_generation_bytes;    // 0: the engine's default
  size_t max_young_generation_bytes;  // 0: the engine's default
  struct uv_loop_s* loop;             // the libuv loop of this environment
  uintptr_t stack_limit;              // the lowest address that JavaScript may use; 0: the engine's default
  // For environments that are not the process: told, with `owner`, that the heap is nearly full, and that an
  // error cannot be reported (then it is to stop, with a code). NULL: the process ends.
  void (*near_heap_limit)(void* owner);
  void (*fatal)(void* owner, int code);
  void* owner;
  size_t memory_limit;  // of an embedded one, for all that its values take; 0: none
  void* (*mark)(
      void);  // of an embedded one: tells calls of the host's apart, between which naja_guarded does not jump
  bool is_embedded;  // not the process's own, and threads take turns in it (naja_env_enter)
  bool is_process;   // the process's own, whose loop addons take for the default one
  uint64_t domain;   // of a thread: that of who started it (naja_env_domain)
  struct naja_permissions* permissions;  // what it may do (loop/permissions.h); NULL: everything
} naja_env_options;

typedef struct naja_heap_statistics {
  size_t total_heap_size, total_heap_size_executable, total_physical_size, total_available_size,
      used_heap_size, heap_size_limit, malloced_memory, external_memory, peak_malloced_memory,
      number_of_native_contexts, number_of_detached_contexts, total_global_handles_size,
      used_global_handles_size;
} naja_heap_statistics;

// Process-wide set-up. `flags` is a V8 flag string ("--expose-gc --stack-size=984") or NULL. Returns NULL, or
// a sentence that says why this engine cannot run (the wrong V8, say).
NAPI_EXTERN const char* naja_engine_init(const char* icu_data_file, const char* flags);
NAPI_EXTERN const char* naja_engine_version(void);

// An environment: one isolate, one context, one thread. Entered by the thread that creates it.
NAPI_EXTERN napi_env naja_env_new(const naja_env_options* options);
// Its end, in two steps. `close`: no JavaScript runs any more; cleanup hooks, finalizers and instance data
// are run, and all that is on the loop is asked to close. When the loop has come to rest, `delete` frees the
// heap.
NAPI_EXTERN void naja_env_close(napi_env env);
NAPI_EXTERN void naja_env_delete(napi_env env);
// Called first when the environment closes, on its thread: to let go of what other threads may still use.
NAPI_EXTERN void naja_at_close(napi_env env, void (*close)(void* data), void* data);
// Memory that callbacks of the loop use until it has come to rest: `release` is called by naja_env_delete.
NAPI_EXTERN void naja_at_delete(napi_env env, void (*release)(void* data), void* data);
// Whether anybody has asked for something to be done at its end: an addon, say.
NAPI_EXTERN bool naja_env_has_cleanup(napi_env env);
NAPI_EXTERN struct uv_loop_s* naja_env_loop(napi_env env);
// The loop of the first realm: libuv's default loop, as addons see it.
NAPI_EXTERN struct uv_loop_s* naja_main_loop(void);
// The environments that hear each other by a name: the process's with its threads (0), or an embedded one
// with its own.
NAPI_EXTERN uint64_t naja_env_domain(napi_env env);
// What addons get as the default loop: the process's; where a host has no such, and in an embedded
// environment, that of the environment which the thread is in. NULL outside of any.
NAPI_EXTERN struct uv_loop_s* naja_default_loop(void);
// What naja_env_options.owner was.
NAPI_EXTERN void* naja_env_owner(napi_env env);

// An embedded environment is entered by whoever has its turn, from any thread, and may be entered again
// within; the caller sees to it that two threads never are in it at once. naja_env_new leaves it entered:
// `turn` of the first naja_env_exit comes from naja_turn_save, called before. After naja_env_delete
// naja_turn_restore is the exit.
typedef struct naja_turn {
  void* words[8];
} naja_turn;
NAPI_EXTERN void naja_turn_save(naja_turn* turn);
NAPI_EXTERN void naja_turn_restore(const naja_turn* turn);
NAPI_EXTERN void naja_env_enter(napi_env env, naja_turn* turn);
NAPI_EXTERN void naja_env_exit(napi_env env, const naja_turn* turn);

// Calls `call(data)` in an embedded environment. False: V8 had no memory to go on with, and was left behind
// in the middle of it. The environment is dead then: nothing but naja_env_delete may be done with it, and
// code between here and there has not returned.
NAPI_EXTERN bool naja_guarded(napi_env env, void (*call)(void* data), void* data);
NAPI_EXTERN bool naja_is_dead(napi_env env);
// A dead one whose memory cannot even be given back; naja_break says so where the loop was left, too.
NAPI_EXTERN bool naja_is_broken(napi_env env);
NAPI_EXTERN void naja_break(napi_env env);
// For code that would return to a dead environment, the one that this thread is in: goes on where
// naja_guarded was called instead.
NAPI_EXTERN void naja_leave_dead(void);
// Whether a value is converted without memory of V8's: no object, no long string.
NAPI_EXTERN bool naja_is_light(napi_value value);
// Bytes of the heap, of ArrayBuffers and of WebAssembly memories.
NAPI_EXTERN size_t naja_memory_in_use(napi_env env);
// What the environment may do: one load for bindings to look at; NULL means everything. An addon's
// environment answers for the realm that it is in.
NAPI_EXTERN struct naja_permissions* naja_env_permissions(napi_env env);
NAPI_EXTERN void naja_env_set_permissions(napi_env env, struct naja_permissions* permissions);

// Held values: a handle that outlives scopes, for one pointer's cost. naja_string interns a Latin-1 literal.
NAPI_EXTERN napi_value naja_hold(napi_env env, napi_value value);
NAPI_EXTERN void naja_release(napi_env env, napi_value held);
// A handle of the innermost scope for a held value: what is given on and may be let go of meanwhile needs
// one.
NAPI_EXTERN napi_value naja_local(napi_env env, napi_value held);
NAPI_EXTERN napi_value naja_string(napi_env env, const char* literal);

// A handle scope in the caller's own storage: cheaper than napi_open_handle_scope. Close in reverse order.
typedef struct naja_handles {
  void* words[3];
} naja_handles;
NAPI_EXTERN void naja_handles_open(napi_env env, naja_handles* scope);
NAPI_EXTERN void naja_handles_close(napi_env env, naja_handles* scope);

// Async context: what AsyncLocalStorage sees. Capture when a request starts (NULL where there is none), hand
// it to naja_make_callback when it ends, then free it.
typedef struct naja_context_frame naja_context_frame;
NAPI_EXTERN naja_context_frame* naja_context_capture(napi_env env);
NAPI_EXTERN void naja_context_free(napi_env env, naja_context_frame* frame);

// Calls `fn` from the loop: opens a handle scope, calls, reports an uncaught exception, and, at the outermost
// level, runs the nextTick queue and microtasks. `recv` NULL means undefined. Returns 0, or -1 where an
// exception was reported.
NAPI_EXTERN int naja_make_callback(napi_env env, naja_context_frame* frame, napi_value recv, napi_value fn,
                                   size_t argc, const napi_value* argv);
// The same in two halves, for a native event that makes several calls (naja_call) before the queues run.
// `scope` is caller-allocated storage.
typedef struct naja_callback_scope {
  void* words[16];
} naja_callback_scope;
NAPI_EXTERN void naja_callback_scope_open(napi_env env, naja_callback_scope* scope,
                                          naja_context_frame* frame);
NAPI_EXTERN void naja_callback_scope_close(napi_env env, naja_callback_scope* scope);
// A call inside such a scope; an exception is reported as uncaught and -1 returned. `result` may be NULL.
NAPI_EXTERN int naja_call(napi_env env, napi_value recv, napi_value fn, size_t argc, const napi_value* argv,
                          napi_value* result);

// Calls `fn` for a host that is not JavaScript: what it gives or throws goes to *result. At the outermost
// level the nextTick queue and microtasks run afterwards. Terminated: nothing more of JavaScript runs on
// behalf of this call.
// Dead: see naja_guarded.
typedef enum { naja_returned, naja_threw, naja_terminated, naja_dead } naja_outcome;
NAPI_EXTERN naja_outcome naja_invoke(napi_env env, napi_value recv, napi_value fn, size_t argc,
                                     const napi_value* argv, napi_value* result);

// The exception that is pending in `env`, if any, goes to the uncaught exception handler. Returns whether
// there was one.
NAPI_EXTERN bool naja_report_pending(napi_env env);

// Runs the nextTick queue and microtasks if anything is waiting.
NAPI_EXTERN void naja_run_ticks(napi_env env);
// Lets the engine do what it has posted to its thread (WebAssembly compilation, finalizers). True if anything
// ran.
NAPI_EXTERN bool naja_pump(napi_env env);
// The finalizers alone. Costs nothing where none waits.
NAPI_EXTERN void naja_run_finalizers(napi_env env);
// True while engine threads may still post something that the program waits for.
NAPI_EXTERN bool naja_has_background_work(napi_env env);

// Compiles a function body. `cache`/`cache_size` in: a code cache or NULL; `*rejected` tells whether it could
// be used. On a syntax error the exception is pending and napi_pending_exception is returned.
NAPI_EXTERN napi_status naja_compile_function(napi_env env, napi_value source, const char* filename,
                                              size_t param_count, const char* const* params,
                                              const uint8_t* cache, size_t cache_size, bool* rejected,
                                              napi_value* result);
// The code cache of a compiled function (lazily compiled inner functions that have run are in it). free() it.
NAPI_EXTERN uint8_t* naja_function_code_cache(napi_env env, napi_value function, size_t* size);
// A one-byte string over memory that lives as long as the process (built-in sources): no copy.
NAPI_EXTERN napi_status naja_external_one_byte_string(napi_env env, const char* data, size_t length,
                                                      napi_value* result);

// The engine's own bindings, by name: util, serdes, ticks, async_context, errors, modules, v8. NULL if
// unknown. What each holds is in docs/internals.md.
NAPI_EXTERN napi_value naja_engine_binding(napi_env env, const char* name);

// Uint8Array/Buffer over fresh JavaScript-owned memory, uninitialised. `data` receives its address.
NAPI_EXTERN napi_status naja_create_uint8array(napi_env env, size_t length, uint8_t** data,
                                               napi_value* result);
// The same, without the view.
NAPI_EXTERN napi_status naja_create_arraybuffer(napi_env env, size_t length, uint8_t** data,
                                                napi_value* result);
// Bytes of any ArrayBufferView, ArrayBuffer or SharedArrayBuffer. False if `value` is none of them.
NAPI_EXTERN bool naja_get_bytes(napi_env env, napi_value value, uint8_t** data, size_t* length);
// The same for reading, cheaper: bytes that the engine keeps within a small object are copied into `storage`,
// which has room for NAJA_INLINE_BYTES. ArrayBufferViews only.
#define NAJA_INLINE_BYTES 64
NAPI_EXTERN bool naja_read_bytes(napi_env env, napi_value value, uint8_t* storage, const uint8_t** data,
                                 size_t* length);

// The memory behind bytes, kept whatever becomes of the JavaScript value. May be released on any thread.
typedef struct naja_store {
  void* words[2];
} naja_store;
NAPI_EXTERN bool naja_store_of(napi_env env, napi_value value, naja_store* store);
NAPI_EXTERN void naja_store_release(naja_store* store);

// The characters of a string where they lie: Latin-1 bytes or UTF-16 units. Until it is closed, no other
// function of the engine may be called. False if `value` is no string.
typedef struct naja_text {
  const void* data;
  size_t length;  // in characters
  bool one_byte;
  void* words[6];
} naja_text;
NAPI_EXTERN bool naja_text_open(napi_env env, napi_value value, naja_text* text);
NAPI_EXTERN void naja_text_close(naja_text* text);

// What JSON.parse gives for a string, whatever the program has made of that function; null where it throws.
// `stays`: where its characters lie, if they are Latin-1 and stay there; long strings are taken from there
// then.
NAPI_EXTERN napi_value naja_parse_json(napi_env env, napi_value text, const uint8_t* stays, size_t length);

// Creates an array from values in one step.
NAPI_EXTERN napi_status naja_create_array_from(napi_env env, size_t count, const napi_value* values,
                                               napi_value* result);

// A JavaScript Error for a libuv error, as Node's UVException: message "CODE: text, syscall 'path' -> 'dest'"
// and the properties errno, code, syscall, path, dest. `path`, `dest` may be NULL.
NAPI_EXTERN napi_value naja_uv_exception(napi_env env, int error, const char* syscall, const char* path,
                                         const char* dest);
NAPI_EXTERN void naja_throw_uv_exception(napi_env env, int error, const char* syscall, const char* path,
                                         const char* dest);

// Takes over an exception that nobody caught: asks the JavaScript handler; ends the process if it has none.
NAPI_EXTERN void naja_uncaught(napi_env env, napi_value error);

// A value on its way to another environment: see docs/workers.md. `list` is undefined, or what is moved:
// [ArrayBuffers, ports, objects]. NULL and an exception pending (in the engine, not in `env`) where it cannot
// be cloned.
typedef struct naja_message naja_message;
NAPI_EXTERN naja_message* naja_message_new(napi_env env, napi_value value, napi_value list);
// NULL where it cannot be read.
NAPI_EXTERN napi_value naja_message_read(napi_env env, naja_message* message);
NAPI_EXTERN void naja_message_free(naja_message* message);

// After naja_stop on the environment's own thread, inside a call from JavaScript: nothing of the caller runs
// any more.
NAPI_EXTERN void naja_unwind(napi_env env);

// From any thread. naja_stop: what runs is interrupted, and nothing is run any more.
NAPI_EXTERN void naja_stop(napi_env env);
NAPI_EXTERN bool naja_is_stopping(napi_env env);
// From any thread: what runs, or is begun before naja_interrupt_end on the environment's own thread, is
// stopped. That forgets microtasks which the stopped code has queued.
NAPI_EXTERN void naja_interrupt(napi_env env);
NAPI_EXTERN bool naja_is_interrupted(napi_env env);
NAPI_EXTERN void naja_interrupt_end(napi_env env);
NAPI_EXTERN void naja_request_interrupt(napi_env env, void (*callback)(napi_env env, void* data), void* data);

// For addons: a further environment in the same realm. `filename` is a URL, or empty; `module_api_version`
// what the addon was compiled for.
NAPI_EXTERN napi_env naja_addon_env_new(napi_env root, const char* filename, int32_t module_api_version);
// What napi_module_register was last called with on this thread, once.
NAPI_EXTERN napi_module* naja_take_registered_module(void);

// For the thread that debuggers talk to (naja/ext/inspector), by the number that binding('inspector').open()
// gave: a message of one of them (0), or that it came (1) or went (2), false where nobody hears it; the next
// answer, to be freed, NULL where there is none; and a descriptor that can be read while there may be one.
NAPI_EXTERN bool naja_remote_post(uint32_t id, int session, int kind, const char* text, size_t length);
NAPI_EXTERN char* naja_remote_take(uint32_t id, int* session, size_t* length);
NAPI_EXTERN void naja_remote_free(char* text);
NAPI_EXTERN int naja_remote_descriptor(uint32_t id);

NAPI_EXTERN void naja_get_heap_statistics(napi_env env, naja_heap_statistics* out);
NAPI_EXTERN void naja_low_memory(napi_env env);

#ifdef __cplusplus
}
#endif

#endif  // NAJA_ENGINE_H_
