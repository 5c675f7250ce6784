# engine.h as Cython sees it: what Naja needs of the engine beyond Node-API. Documented in engine/engine.h.
from libc.stdint cimport uint8_t, uint64_t
from naja.loop.napi cimport c_bool, napi_env, napi_status, napi_value

cdef extern from "uv.h" nogil:
    ctypedef struct uv_loop_t:
        void* data

cdef extern from "engine.h" nogil:
    ctypedef struct naja_env_options:
        size_t max_old_generation_bytes
        size_t max_young_generation_bytes
        uv_loop_t* loop
        size_t stack_limit
        void (*near_heap_limit)(void* owner) noexcept nogil
        void (*fatal)(void* owner, int code) noexcept nogil
        void* owner
        void* permissions
        size_t memory_limit
        void* (*mark)() noexcept nogil
        c_bool is_embedded
        c_bool is_process
        uint64_t domain
    ctypedef struct naja_turn:
        pass
    ctypedef struct naja_handles:
        pass
    ctypedef struct naja_context_frame:
        pass
    ctypedef struct naja_callback_scope:
        pass
    ctypedef struct naja_text:
        const void* data
        size_t length
        c_bool one_byte
    ctypedef struct naja_heap_statistics:
        size_t total_heap_size
        size_t total_heap_size_executable
        size_t total_physical_size
        size_t total_available_size
        size_t used_heap_size
        size_t heap_size_limit
        size_t malloced_memory
        size_t external_memory
        size_t peak_malloced_memory
        size_t number_of_native_contexts
        size_t number_of_detached_contexts
        size_t total_global_handles_size
        size_t used_global_handles_size

    const char* naja_engine_init(const char* icu_data_file, const char* flags)
    const char* naja_engine_version()
    napi_env naja_env_new(const naja_env_options* options)
    void naja_env_close(napi_env env)
    void naja_env_delete(napi_env env)
    void naja_at_close(napi_env env, void (*close)(void* data) noexcept nogil, void* data)
    void naja_at_delete(napi_env env, void (*release)(void* data) noexcept nogil, void* data)
    bint naja_env_has_cleanup(napi_env env)
    uv_loop_t* naja_env_loop(napi_env env)
    uv_loop_t* naja_main_loop()
    uv_loop_t* naja_default_loop()
    uint64_t naja_env_domain(napi_env env)
    void* naja_env_owner(napi_env env)
    void naja_turn_save(naja_turn* turn)
    void naja_turn_restore(const naja_turn* turn)
    void naja_env_enter(napi_env env, naja_turn* turn)
    void naja_env_exit(napi_env env, const naja_turn* turn)
    napi_value naja_hold(napi_env env, napi_value value)
    void naja_release(napi_env env, napi_value held)
    napi_value naja_local(napi_env env, napi_value held)
    napi_value naja_string(napi_env env, const char* literal)
    void naja_handles_open(napi_env env, naja_handles* scope)
    void naja_handles_close(napi_env env, naja_handles* scope)
    naja_context_frame* naja_context_capture(napi_env env)
    void naja_context_free(napi_env env, naja_context_frame* frame)
    int naja_make_callback(napi_env env, naja_context_frame* frame, napi_value recv, napi_value fn, size_t argc,
                           const napi_value* argv)
    void naja_callback_scope_open(napi_env env, naja_callback_scope* scope, naja_context_frame* frame)
    void naja_callback_scope_close(napi_env env, naja_callback_scope* scope)
    int naja_call(napi_env env, napi_value recv, napi_value fn, size_t argc, const napi_value* argv, napi_value* result)
    ctypedef enum naja_outcome:
        naja_returned
        naja_threw
        naja_terminated
        naja_dead
    naja_outcome naja_invoke(napi_env env, napi_value recv, napi_value fn, size_t argc, const napi_value* argv,
                             napi_value* result)
    bint naja_report_pending(napi_env env)
    void naja_run_ticks(napi_env env)
    bint naja_pump(napi_env env)
    void naja_run_finalizers(napi_env env)
    bint naja_has_background_work(napi_env env)
    napi_status naja_compile_function(napi_env env, napi_value source, const char* filename, size_t param_count,
                                      const char* const* params, const uint8_t* cache, size_t cache_size,
                                      c_bool* rejected, napi_value* result)
    uint8_t* naja_function_code_cache(napi_env env, napi_value function, size_t* size)
    napi_status naja_external_one_byte_string(napi_env env, const char* data, size_t length, napi_value* result)
    napi_value naja_engine_binding(napi_env env, const char* name)
    napi_status naja_create_uint8array(napi_env env, size_t length, uint8_t** data, napi_value* result)
    napi_status naja_create_arraybuffer(napi_env env, size_t length, uint8_t** data, napi_value* result)
    bint naja_get_bytes(napi_env env, napi_value value, uint8_t** data, size_t* length)
    int NAJA_INLINE_BYTES
    bint naja_read_bytes(napi_env env, napi_value value, uint8_t* storage, const uint8_t** data, size_t* length)
    ctypedef struct naja_store:
        pass
    bint naja_store_of(napi_env env, napi_value value, naja_store* store)
    void naja_store_release(naja_store* store)
    bint naja_text_open(napi_env env, napi_value value, naja_text* text)
    void naja_text_close(naja_text* text)
    napi_value naja_parse_json(napi_env env, napi_value text, const uint8_t* stays, size_t length)
    napi_status naja_create_array_from(napi_env env, size_t count, const napi_value* values, napi_value* result)
    napi_value naja_uv_exception(napi_env env, int error, const char* syscall, const char* path, const char* dest)
    void naja_throw_uv_exception(napi_env env, int error, const char* syscall, const char* path, const char* dest)
    void naja_uncaught(napi_env env, napi_value error)
    ctypedef struct naja_message:
        pass
    naja_message* naja_message_new(napi_env env, napi_value value, napi_value list)
    napi_value naja_message_read(napi_env env, naja_message* message)
    void naja_message_free(naja_message* message)
    void naja_unwind(napi_env env)
    void naja_stop(napi_env env)
    bint naja_is_stopping(napi_env env)
    void naja_interrupt(napi_env env)
    bint naja_is_interrupted(napi_env env)
    void naja_interrupt_end(napi_env env)
    bint naja_guarded(napi_env env, void (*call)(void* data) noexcept nogil, void* data)
    bint naja_is_dead(napi_env env)
    bint naja_is_broken(napi_env env)
    void naja_break(napi_env env)
    void naja_leave_dead()
    bint naja_is_light(napi_value value)
    size_t naja_memory_in_use(napi_env env)
    void naja_request_interrupt(napi_env env, void (*callback)(napi_env env, void* data) noexcept nogil, void* data)
    napi_env naja_addon_env_new(napi_env root, const char* filename, int module_api_version)
    ctypedef napi_value (*napi_addon_register_func)(napi_env env, napi_value exports) noexcept nogil
    ctypedef struct napi_module:
        int nm_version
        napi_addon_register_func nm_register_func
        const char* nm_modname
    napi_module* naja_take_registered_module()
    void naja_get_heap_statistics(napi_env env, naja_heap_statistics* out)
    void naja_low_memory(napi_env env)
