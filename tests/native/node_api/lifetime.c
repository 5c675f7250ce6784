// References, wraps, finalizers, instance data and what runs at the end.
#ifdef EXPERIMENTAL
#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#endif
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

typedef struct {
  char name[32];
} Item;

static char said[4096];  // by finalizers, until taken()

static void Say(const char* what, const char* name) {
  size_t used = strlen(said);
  snprintf(said + used, sizeof said - used, "%s %s\n", what, name);
}

static void Print(const char* what, const char* name) {
  char line[128];
  int length = snprintf(line, sizeof line, "%s %s\n", what, name);
  if (write(1, line, (size_t)length) != length) abort();
}

static Item* NewItem(napi_env env, napi_value name) {
  Item* item = calloc(1, sizeof *item);
  napi_get_value_string_utf8(env, name, item->name, sizeof item->name, NULL);
  return item;
}

static void Finalize(node_api_basic_env env, void* data, void* hint) {
#ifdef FINALIZERS_MISBEHAVE
  napi_value object;
  napi_create_object((napi_env)env, &object);
#endif
  Say(hint ? hint : "finalized", ((Item*)data)->name);
  free(data);
}

static napi_value Number(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

static napi_value Pair(napi_env env, napi_status status, napi_value second) {
  napi_value pair;
  napi_create_array(env, &pair);
  napi_set_element(env, pair, 0, Number(env, status));
  if (second) napi_set_element(env, pair, 1, second);
  return pair;
}

#define ARGS(n)       \
  size_t argc = n;    \
  napi_value argv[n]; \
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL)

static napi_ref refs[16];

// create(value, count, place)
static napi_value Create(napi_env env, napi_callback_info info) {
  ARGS(3);
  uint32_t count, place;
  napi_get_value_uint32(env, argv[1], &count);
  napi_get_value_uint32(env, argv[2], &place);
  return Pair(env, napi_create_reference(env, argv[0], count, &refs[place]), NULL);
}

// change(place, 'ref' | 'unref' | 'value' | 'delete')
static napi_value Change(napi_env env, napi_callback_info info) {
  ARGS(2);
  uint32_t place, count = 99;
  char what[8];
  napi_value value = NULL;
  napi_status status;
  napi_get_value_uint32(env, argv[0], &place);
  napi_get_value_string_utf8(env, argv[1], what, sizeof what, NULL);
  if (what[0] == 'v') {
    status = napi_get_reference_value(env, refs[place], &value);
    return Pair(env, status, value);
  }
  if (what[0] == 'd') return Pair(env, napi_delete_reference(env, refs[place]), NULL);
  status = what[0] == 'r' ? napi_reference_ref(env, refs[place], &count)
                          : napi_reference_unref(env, refs[place], &count);
  return Pair(env, status, Number(env, count));
}

// wrap(object, name, place): with a reference of ours where there is a place
static napi_value Wrap(napi_env env, napi_callback_info info) {
  ARGS(3);
  uint32_t place;
  napi_ref* ref = NULL;
  if (napi_get_value_uint32(env, argv[2], &place) == napi_ok) ref = &refs[place];
  Item* item = NewItem(env, argv[1]);
  napi_status status = napi_wrap(env, argv[0], item, Finalize, "unwrapped", ref);
  if (status != napi_ok) free(item);
  return Pair(env, status, NULL);
}

static napi_value Unwrap(napi_env env, napi_callback_info info) {
  ARGS(1);
  Item* item = NULL;
  napi_value name = NULL;
  napi_status status = napi_unwrap(env, argv[0], (void**)&item);
  if (status == napi_ok) napi_create_string_utf8(env, item->name, NAPI_AUTO_LENGTH, &name);
  return Pair(env, status, name);
}

static napi_value RemoveWrap(napi_env env, napi_callback_info info) {
  ARGS(1);
  Item* item = NULL;
  napi_value name = NULL;
  napi_status status = napi_remove_wrap(env, argv[0], (void**)&item);
  if (status == napi_ok) {
    napi_create_string_utf8(env, item->name, NAPI_AUTO_LENGTH, &name);
    free(item);
  }
  return Pair(env, status, name);
}

static napi_value Add(napi_env env, napi_callback_info info) {
  ARGS(3);
  uint32_t place;
  napi_ref* ref = NULL;
  if (napi_get_value_uint32(env, argv[2], &place) == napi_ok) ref = &refs[place];
  Item* item = NewItem(env, argv[1]);
  napi_status status = napi_add_finalizer(env, argv[0], item, Finalize, NULL, ref);
  if (status != napi_ok) free(item);
  return Pair(env, status, NULL);
}

static napi_value External(napi_env env, napi_callback_info info) {
  ARGS(1);
  napi_value external;
  napi_create_external(env, NewItem(env, argv[0]), Finalize, "external", &external);
  return external;
}

// A finalizer that runs JavaScript: allowed after the collector is done.
static void Calls(napi_env env, void* data, void* hint) {
  napi_value function, receiver;
  napi_ref ref = hint;
  napi_get_reference_value(env, ref, &function);
  napi_get_undefined(env, &receiver);
  napi_call_function(env, receiver, function, 0, NULL, NULL);
  napi_delete_reference(env, ref);
}
#ifdef EXPERIMENTAL
static void Posts(node_api_basic_env env, void* data, void* hint) {
  Say("posts", "a finalizer");
  node_api_post_finalizer(env, Calls, data, hint);
}
#endif
// calls(object, function): `function` is called when the object is gone
static napi_value CallsLater(napi_env env, napi_callback_info info) {
  ARGS(2);
  napi_ref ref;
  napi_create_reference(env, argv[1], 1, &ref);
#ifdef EXPERIMENTAL
  return Pair(env, napi_add_finalizer(env, argv[0], ref, Posts, ref, NULL), NULL);
#else
  return Pair(env, napi_add_finalizer(env, argv[0], ref, Calls, ref, NULL), NULL);
#endif
}

static napi_value Taken(napi_env env, napi_callback_info info) {
  napi_value text;
  napi_create_string_utf8(env, said, NAPI_AUTO_LENGTH, &text);
  said[0] = '\0';
  return text;
}

// --- many, for soaks

static uint32_t made, freed;
static void Count(node_api_basic_env env, void* data, void* hint) { freed++; }
static napi_value Many(napi_env env, napi_callback_info info) {
  ARGS(1);
  uint32_t count;
  napi_get_value_uint32(env, argv[0], &count);
  for (uint32_t i = 0; i < count; i++) {
    napi_handle_scope scope;
    napi_value object;
    napi_open_handle_scope(env, &scope);
    napi_create_object(env, &object);
    napi_wrap(env, object, &made, Count, NULL, NULL);
    napi_close_handle_scope(env, scope);
  }
  made += count;
  return NULL;
}
static napi_value ManyRefs(napi_env env, napi_callback_info info) {
  ARGS(2);
  uint32_t count;
  napi_get_value_uint32(env, argv[0], &count);
  for (uint32_t i = 0; i < count; i++) {
    napi_ref ref;
    napi_create_reference(env, argv[1], i & 1, &ref);
    napi_delete_reference(env, ref);
  }
  return NULL;
}
static napi_value Counts(napi_env env, napi_callback_info info) {
  return Pair(env, (napi_status)made, Number(env, freed));
}

// --- the end

static void Hook(void* name) { Print("hook", name); }

typedef struct {
  uv_timer_t timer;
  napi_async_cleanup_hook_handle handle;
  const char* name;
} Slow;
static void SlowClosed(uv_handle_t* timer) {
  Slow* slow = timer->data;
  Print("slow hook ends", slow->name);
  napi_remove_async_cleanup_hook(slow->handle);
  free(slow);
}
static void SlowLater(uv_timer_t* timer) { uv_close((uv_handle_t*)timer, SlowClosed); }
static void SlowHook(napi_async_cleanup_hook_handle handle, void* data) {
  Slow* slow = data;
  Print("slow hook", slow->name);
  slow->handle = handle;
  uv_timer_start(&slow->timer, SlowLater, 5, 0);
}

// What is still allowed when the environment ends: no JavaScript.
static void AtEnd(napi_env env, void* data, void* hint) {
  napi_value object, text, result;
  char line[96];
  napi_status create = napi_create_object(env, &object);
  napi_create_string_utf8(env, "1", 1, &text);
  napi_status script = napi_run_script(env, text, &result);
  napi_status set = napi_set_named_property(env, object, "a", text);
  snprintf(line, sizeof line, "%s %d %d %d", (char*)data, create, script, set);
  Print("at end", line);
}

// end(object, slow): sets up all that there is
static napi_value End(napi_env env, napi_callback_info info) {
  ARGS(2);
  bool slow = false;
  napi_ref ref;
  napi_get_value_bool(env, argv[1], &slow);
  napi_add_env_cleanup_hook(env, Hook, "first");
  napi_add_env_cleanup_hook(env, Hook, "removed");
  if (slow) {
    Slow* s = calloc(1, sizeof *s);
    uv_loop_t* loop;
    napi_get_uv_event_loop(env, &loop);
    uv_timer_init(loop, &s->timer);
    s->timer.data = s;
    s->name = "one";
    napi_add_async_cleanup_hook(env, SlowHook, s, NULL);
  }
  napi_add_env_cleanup_hook(env, Hook, "last");
  napi_remove_env_cleanup_hook(env, Hook, "removed");
  napi_set_instance_data(env, "replaced", AtEnd, NULL);
  napi_set_instance_data(env, "instance data", AtEnd, NULL);
  napi_wrap(env, argv[0], "wrap", (node_api_basic_finalize)AtEnd, NULL, NULL);
  napi_add_finalizer(env, argv[0], "finalizer", (node_api_basic_finalize)AtEnd, NULL, NULL);
  napi_create_reference(env, argv[0], 1, &ref);
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor all[] = {
      {"create", NULL, Create},
      {"change", NULL, Change},
      {"wrap", NULL, Wrap},
      {"unwrap", NULL, Unwrap},
      {"removeWrap", NULL, RemoveWrap},
      {"add", NULL, Add},
      {"external", NULL, External},
      {"calls", NULL, CallsLater},
      {"taken", NULL, Taken},
      {"end", NULL, End},
      {"many", NULL, Many},
      {"manyRefs", NULL, ManyRefs},
      {"counts", NULL, Counts},
  };
  napi_define_properties(env, exports, sizeof all / sizeof *all, all);
  return exports;
}
