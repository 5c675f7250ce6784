// Buffers, classes, promises, tags, scopes.
#include "calls.h"

// --- buffers: f(length, data, result), and so on; the bytes are filled with 1, 2, 3 ...

static void Fill(void* data, size_t length) {
  for (size_t i = 0; i < length; i++) ((uint8_t*)data)[i] = (uint8_t)(i + 1);
}

#define MAKES_MEMORY(name)                                                  \
  FUNCTION(name) {                                                          \
    Args a = Read(env, info);                                               \
    void* data = NULL;                                                      \
    size_t length = Index(env, V(0));                                       \
    napi_value result = NULL;                                               \
    napi_status status = name(env, length, OUT(1, &data), OUT(2, &result)); \
    if (status == napi_ok && data) Fill(data, length);                      \
    return Outcome(env, status, result);                                    \
  }
MAKES_MEMORY(napi_create_arraybuffer)
MAKES_MEMORY(node_api_create_sharedarraybuffer)

FUNCTION(napi_create_buffer) {
  Args a = Read(env, info);
  void* data = NULL;
  size_t length = Index(env, V(0));
  napi_value result = NULL;
  napi_status status = napi_create_buffer(env, length, &data, OUT(1, &result));
  if (status == napi_ok && data) Fill(data, length);
  return Outcome(env, status, result);
}

FUNCTION(napi_create_buffer_copy) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status = napi_create_buffer_copy(env, Index(env, V(0)), "abcdefgh", NULL, OUT(1, &result));
  return Outcome(env, status, result);
}

FUNCTION(node_api_create_buffer_from_arraybuffer) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status =
      node_api_create_buffer_from_arraybuffer(env, V(0), Index(env, V(1)), Index(env, V(2)), OUT(3, &result));
  return Outcome(env, status, result);
}

FUNCTION(napi_detach_arraybuffer) {
  Args a = Read(env, info);
  napi_status status = napi_detach_arraybuffer(env, V(0));
  return Outcome(env, status, V(0));
}

FUNCTION(napi_create_typedarray) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status = napi_create_typedarray(env, (napi_typedarray_type)Index(env, V(0)), Index(env, V(1)),
                                              V(2), Index(env, V(3)), OUT(4, &result));
  return Outcome(env, status, result);
}

FUNCTION(napi_create_dataview) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status = napi_create_dataview(env, Index(env, V(0)), V(1), Index(env, V(2)), OUT(3, &result));
  return Outcome(env, status, result);
}

// The numbers, and the first byte.
static napi_value Info(napi_env env, napi_status status, double type, double length, double offset,
                       const uint8_t* data, napi_value buffer) {
  napi_value list;
  if (status != napi_ok) return Outcome(env, status, NULL);
  napi_create_array(env, &list);
  napi_set_element(env, list, 0, Number(env, type));
  napi_set_element(env, list, 1, Number(env, length));
  napi_set_element(env, list, 2, Number(env, offset));
  napi_set_element(env, list, 3, Number(env, data && length ? *data : -1));
  if (buffer) napi_set_element(env, list, 4, buffer);
  return Outcome(env, status, list);
}

FUNCTION(napi_get_typedarray_info) {
  Args a = Read(env, info);
  napi_typedarray_type type = 99;
  size_t length = 0, offset = 0;
  void* data = NULL;
  napi_value buffer = NULL;
  napi_status status = napi_get_typedarray_info(env, V(0), &type, &length, &data, &buffer, &offset);
  return Info(env, status, type, (double)length, (double)offset, data, buffer);
}

FUNCTION(napi_get_dataview_info) {
  Args a = Read(env, info);
  size_t length = 0, offset = 0;
  void* data = NULL;
  napi_value buffer = NULL;
  napi_status status = napi_get_dataview_info(env, V(0), &length, &data, &buffer, &offset);
  return Info(env, status, 0, (double)length, (double)offset, data, buffer);
}

FUNCTION(napi_get_buffer_info) {
  Args a = Read(env, info);
  size_t length = 0;
  void* data = NULL;
  napi_status status = napi_get_buffer_info(env, V(0), &data, &length);
  return Info(env, status, 0, (double)length, 0, data, NULL);
}

FUNCTION(napi_get_arraybuffer_info) {
  Args a = Read(env, info);
  size_t length = 0;
  void* data = NULL;
  napi_status status = napi_get_arraybuffer_info(env, V(0), &data, &length);
  return Info(env, status, 0, (double)length, 0, data, NULL);
}

// --- properties, classes, promises, tags, scopes

FUNCTION(getter) {
  napi_value self, result;
  napi_get_cb_info(env, info, NULL, NULL, &self, NULL);
  napi_get_named_property(env, self, "hidden", &result);
  return result;
}
FUNCTION(setter) {
  Args a = Read(env, info);
  napi_set_named_property(env, a.self, "hidden", V(0));
  return NULL;
}
FUNCTION(data) {
  void* data;
  napi_get_cb_info(env, info, NULL, NULL, NULL, &data);
  return Number(env, data ? *(int*)data : 0);
}
FUNCTION(constructor) {
  Args a = Read(env, info);
  napi_value target;
  napi_get_new_target(env, info, &target);
  if (!target) {
    napi_throw_type_error(env, NULL, "Class needs new");
    return NULL;
  }
  napi_set_named_property(env, a.self, "given", V(0));
  return a.self;
}

static int seven = 7;

static size_t Descriptors(napi_env env, napi_property_descriptor* d, napi_value symbol) {
  napi_property_descriptor list[] = {
      {"method", NULL, F_data, NULL, NULL, NULL, napi_default_method, &seven},
      {"plain", NULL, NULL, NULL, NULL, Number(env, 1), napi_default, NULL},
      {"usual", NULL, NULL, NULL, NULL, Number(env, 2), napi_default_jsproperty, NULL},
      {"access", NULL, NULL, F_getter, F_setter, NULL, napi_enumerable, NULL},
      {"readonly", NULL, NULL, F_getter, NULL, NULL, napi_configurable, NULL},
      {NULL, symbol, F_data, NULL, NULL, NULL, napi_enumerable | napi_static, &seven},
      {"shared", NULL, NULL, NULL, NULL, Number(env, 3), napi_static | napi_writable, NULL},
  };
  memcpy(d, list, sizeof list);
  return sizeof list / sizeof *list;
}

FUNCTION(napi_define_properties) {
  Args a = Read(env, info);
  napi_property_descriptor d[8];
  size_t count = Descriptors(env, d, V(1));
  napi_status status = napi_define_properties(env, V(0), count, OUT(2, d));
  return Outcome(env, status, V(0));
}

FUNCTION(napi_define_class) {
  Args a = Read(env, info);
  napi_property_descriptor d[8];
  char name[64];
  size_t count = Descriptors(env, d, V(1));
  napi_value result = NULL;
  napi_status status = napi_define_class(env, Text(env, V(0), name), NAPI_AUTO_LENGTH, F_constructor, NULL,
                                         count, OUT(2, d), OUT(3, &result));
  return Outcome(env, status, result);
}

FUNCTION(node_api_create_object_with_properties) {
  Args a = Read(env, info);
  napi_value names[2] = {V(1), V(2)}, values[2] = {V(3), V(4)}, result = NULL;
  napi_status status = node_api_create_object_with_properties(env, V(0), names, values, 2, &result);
  return Outcome(env, status, result);
}

FUNCTION(napi_create_function) {
  Args a = Read(env, info);
  char name[64];
  napi_value result = NULL;
  napi_status status = napi_create_function(env, Text(env, V(0), name), NAPI_AUTO_LENGTH, OUT(1, F_data),
                                            &seven, OUT(2, &result));
  return Outcome(env, status, result);
}

FUNCTION(promise) {
  Args a = Read(env, info);
  napi_deferred deferred;
  napi_value promise;
  napi_status status = napi_create_promise(env, &deferred, &promise);
  if (status == napi_ok)
    status = Index(env, V(0)) ? napi_resolve_deferred(env, deferred, V(1))
                              : napi_reject_deferred(env, deferred, V(1));
  return Outcome(env, status, promise);
}

FUNCTION(tag) {
  Args a = Read(env, info);
  napi_type_tag tag = {Index(env, V(1)), 5};
  napi_status status = napi_type_tag_object(env, V(0), OUT(2, &tag));
  return Outcome(env, status, NULL);
}

FUNCTION(check_tag) {
  Args a = Read(env, info);
  napi_type_tag tag = {Index(env, V(1)), 5};
  bool answer = false;
  napi_status status = napi_check_object_type_tag(env, V(0), OUT(2, &tag), OUT(3, &answer));
  return Outcome(env, status, status == napi_ok ? Number(env, answer) : NULL);
}

FUNCTION(scopes) {
  napi_escapable_handle_scope outer;
  napi_handle_scope inner;
  napi_value escaped, again, object;
  napi_open_escapable_handle_scope(env, &outer);
  for (int i = 0; i < 3000; i++) {
    napi_open_handle_scope(env, &inner);
    for (int k = 0; k < 3; k++) napi_create_object(env, &object);
    napi_close_handle_scope(env, inner);
  }
  napi_create_object(env, &object);
  napi_set_named_property(env, object, "escaped", Number(env, 1));
  napi_status first = napi_escape_handle(env, outer, object, &escaped);
  napi_status second = napi_escape_handle(env, outer, object, &again);
  napi_close_escapable_handle_scope(env, outer);
  napi_set_named_property(env, escaped, "first", Number(env, first));
  napi_set_named_property(env, escaped, "second", Number(env, second));
  return escaped;
}

FUNCTION(versions) {
  uint32_t version;
  const napi_node_version* node;
  const char* file;
  int64_t adjusted = -1;
  napi_value list, text;
  napi_create_array(env, &list);
  napi_get_version(env, &version);
  napi_get_node_version(env, &node);
  node_api_get_module_file_name(env, &file);
  napi_create_string_utf8(env, strrchr(file, '/') + 1, NAPI_AUTO_LENGTH, &text);
  napi_set_element(env, list, 0, Number(env, version));
  napi_set_element(env, list, 1, Number(env, node->major));
  napi_set_element(env, list, 2, text);
  napi_create_string_utf8(env, node->release, NAPI_AUTO_LENGTH, &text);
  napi_set_element(env, list, 3, text);
  napi_set_element(env, list, 4, Number(env, strncmp(file, "file:///", 8)));
  napi_set_element(env, list, 5, Number(env, napi_adjust_external_memory(env, 0, &adjusted)));
  return list;
}

// The same literal again and again, from another place, and from a buffer whose bytes change: caches must not
// tell.
FUNCTION(same_texts) {
  napi_value list, text;
  char buffer[16];
  uint32_t at = 0;
  napi_create_array(env, &list);
  for (int round = 0; round < 4; round++) {
    napi_create_string_utf8(env, "literal", NAPI_AUTO_LENGTH, &text);
    napi_set_element(env, list, at++, text);
    napi_create_string_utf8(env, "literal", 3, &text);
    napi_set_element(env, list, at++, text);
    memcpy(buffer, round & 1 ? "one\0two" : "two\0one", 8);
    napi_create_string_utf8(env, buffer, NAPI_AUTO_LENGTH, &text);
    napi_set_element(env, list, at++, text);
    napi_create_string_utf8(env, buffer, 7, &text);
    napi_set_element(env, list, at++, text);
    napi_set_named_property(env, list, buffer, Number(env, round));
  }
  return list;
}

void DefineMemory(napi_env env, napi_value exports) {
  napi_property_descriptor all[] = {
      DEFINES(napi_create_arraybuffer) DEFINES(node_api_create_sharedarraybuffer) DEFINES(napi_create_buffer)
          DEFINES(napi_create_buffer_copy) DEFINES(node_api_create_buffer_from_arraybuffer)
              DEFINES(napi_detach_arraybuffer) DEFINES(napi_create_typedarray) DEFINES(napi_create_dataview)
                  DEFINES(napi_get_typedarray_info) DEFINES(napi_get_dataview_info)
                      DEFINES(napi_get_buffer_info) DEFINES(napi_get_arraybuffer_info)
                          DEFINES(napi_define_properties) DEFINES(napi_define_class)
                              DEFINES(node_api_create_object_with_properties) DEFINES(napi_create_function)
                                  DEFINES(promise) DEFINES(tag) DEFINES(check_tag) DEFINES(scopes)
                                      DEFINES(versions) DEFINES(same_texts)};
  napi_define_properties(env, exports, sizeof all / sizeof *all, all);
}
