# cython: language_level=3
"""binding('plugin_exports'): what Python packages offer JavaScript (naja.plugins)."""
from cpython.pycapsule cimport PyCapsule_New
from naja.loop.core cimport define, python_enter, python_leave
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport NAJA_MAY_PYTHON, naja_may
from naja.python.bridge cimport error_to_js, from_js, to_js

import os

from naja import plugins
from naja.python.bridge import install
from naja.python.errors import JSError
from naja.python.ops import ops_of

ctypedef napi_value (*find_fn)(napi_env env, napi_value* argv) noexcept nogil


cdef napi_value find_with_gil(napi_env env, napi_value* argv) noexcept:
    try:
        name = from_js(env, argv[0], 0)
        path = from_js(env, argv[1], 0)
        if path is None:
            entry = plugins.find(plugins.NAMES, name)
        else:
            entry = plugins.find(plugins.SCHEMES, name)
        if entry is None:
            return NULL
        # A plugin is Python, with all that Python may do.
        module = entry.target.partition("[")[0].partition(":")[0].strip().encode("utf-8", "surrogatepass")
        if not naja_may(env, NAJA_MAY_PYTHON, module):
            return NULL
        return found(env, plugins.load(entry, path or ""), plugins.specifier(entry, path or ""))
    except BaseException as error:
        napi_throw(env, error_to_js(env, error))
        return NULL


cdef napi_value found(napi_env env, object value, str specifier) except? NULL:
    """{file} of JavaScript, or {exports}: ops by their names, and a default."""
    cdef napi_value result = NULL, exports = NULL, item = NULL
    napi_create_object(env, &result)
    if isinstance(value, os.PathLike):
        item = to_js(env, os.path.realpath(value), 0)
        napi_set_named_property(env, result, b"file", item)
        return result
    napi_create_object(env, &exports)
    napi_set_named_property(env, result, b"exports", exports)
    mark = getattr(value, "__naja_op__", None)
    if mark is not None:
        install(<size_t>env, <size_t>exports, [("default", value, mark[1]), (mark[0], value, mark[1])])
        return result
    ops = ops_of(value) if hasattr(value, "__dict__") else []
    if not ops:
        raise JSError(
            f"The plugin's '{specifier}' offers nothing to JavaScript: none of its functions is marked with @op",
            "ERR_PLUGIN_LOAD_FAILED",
        )
    install(<size_t>env, <size_t>exports, ops)
    return result


cdef napi_value js_find(napi_env env, napi_callback_info info) noexcept nogil:
    """find(scheme, path) or find(name): undefined where nobody offers it."""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_value result
    cdef int entered
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    entered = python_enter()
    result = (<find_fn><void*>find_with_gil)(env, argv)
    python_leave(entered)
    return result


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"find", js_find)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
