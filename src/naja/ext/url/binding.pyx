# binding('url'): ada's URL parser. Strings go in and out; where the components lie in a serialization is written
# into `components`, nine numbers that JavaScript reads after each call.
from libc.stdint cimport uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp
from naja.ext.url.ada cimport *
from naja.loop.napi cimport *

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

cdef enum:
    LOCAL = 1024  # bytes of arguments that need no allocation
    COMPONENTS = 9

# An argument in UTF-8.
cdef struct utf8_text:
    char* data
    size_t length
    char[LOCAL] local


# False if it is no string.
cdef bint text_of(napi_env env, napi_value value, utf8_text* text) noexcept nogil:
    text.data = text.local
    text.length = 0
    if napi_get_value_string_utf8(env, value, text.local, LOCAL, &text.length) != napi_ok:
        return False
    if text.length < LOCAL - 4:
        return True
    # It may have been cut off.
    napi_get_value_string_utf8(env, value, NULL, 0, &text.length)
    text.data = <char*>malloc(text.length + 1)
    if text.data == NULL:
        text.data = text.local
        return False
    napi_get_value_string_utf8(env, value, text.data, text.length + 1, &text.length)
    return True


cdef inline void text_free(utf8_text* text) noexcept nogil:
    if text.data != text.local:
        free(text.data)


cdef inline napi_value boolean(napi_env env, bint value) noexcept nogil:
    cdef napi_value result = NULL
    napi_get_boolean(env, value, &result)
    return result


cdef inline napi_value string(napi_env env, const char* data, size_t length) noexcept nogil:
    cdef napi_value result = NULL
    napi_create_string_utf8(env, data, length, &result)
    return result


# What a call gives for a URL: its serialization, or true where that is `known`. Frees the URL.
cdef napi_value answer(napi_env env, ada_url url, uint32_t* components, utf8_text* known) noexcept nogil:
    cdef const ada_url_components* parts
    cdef ada_string href
    cdef napi_value result = NULL
    if not ada_is_valid(url):
        ada_free(url)
        return boolean(env, False)
    parts = ada_get_components(url)
    components[0] = parts.protocol_end
    components[1] = parts.username_end
    components[2] = parts.host_start
    components[3] = parts.host_end
    components[4] = parts.port
    components[5] = parts.pathname_start
    components[6] = parts.search_start
    components[7] = parts.hash_start
    components[8] = ada_get_scheme_type(url)
    href = ada_get_href(url)
    if href.length == known.length and memcmp(href.data, known.data, href.length) == 0:
        result = boolean(env, True)
    else:
        napi_create_string_latin1(env, href.data, href.length, &result)  # a serialization is ASCII
    ada_free(url)
    return result


# (input, base if there is one) -> the serialization; true where it is the input; false where it is not valid
cdef napi_value js_parse(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef void* components
    cdef utf8_text input, base
    cdef ada_url url
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, &components)
    if not text_of(env, argv[0], &input):
        return boolean(env, False)
    if argc > 1 and text_of(env, argv[1], &base):
        url = ada_parse_with_base(input.data, input.length, base.data, base.length)
        text_free(&base)
    else:
        url = ada_parse(input.data, input.length)
    result = answer(env, url, <uint32_t*>components, &input)
    text_free(&input)
    return result


# (input, base if there is one) -> whether it is valid
cdef napi_value js_can_parse(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef utf8_text input, base
    cdef bint can
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if not text_of(env, argv[0], &input):
        return boolean(env, False)
    if argc > 1 and text_of(env, argv[1], &base):
        can = ada_can_parse_with_base(input.data, input.length, base.data, base.length)
        text_free(&base)
    else:
        can = ada_can_parse(input.data, input.length)
    text_free(&input)
    return boolean(env, can)


cdef bint set_component(ada_url url, uint32_t which, utf8_text* value) noexcept nogil:
    if which == 0:
        return ada_set_protocol(url, value.data, value.length)
    if which == 1:
        return ada_set_host(url, value.data, value.length)
    if which == 2:
        return ada_set_hostname(url, value.data, value.length)
    if which == 3:
        return ada_set_port(url, value.data, value.length)
    if which == 4:
        return ada_set_username(url, value.data, value.length)
    if which == 5:
        return ada_set_password(url, value.data, value.length)
    if which == 6:
        return ada_set_pathname(url, value.data, value.length)
    if which == 7:
        ada_set_search(url, value.data, value.length)
        return True
    if which == 8:
        ada_set_hash(url, value.data, value.length)
        return True
    return ada_set_href(url, value.data, value.length)


# (serialization, which component, value) -> as parse(); false too where the value is not valid for it
cdef napi_value js_update(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef void* components
    cdef utf8_text href, value
    cdef ada_url url
    cdef uint32_t which = 9
    cdef napi_value result = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, &components)
    napi_get_value_uint32(env, argv[1], &which)
    if not text_of(env, argv[0], &href):
        return boolean(env, False)
    if text_of(env, argv[2], &value):
        url = ada_parse(href.data, href.length)
        if ada_is_valid(url) and set_component(url, which, &value):
            result = answer(env, url, <uint32_t*>components, &href)
        else:
            ada_free(url)
        text_free(&value)
    text_free(&href)
    return result if result != NULL else boolean(env, False)


# A domain as the host of a URL has it, '' if it is none; then in Unicode.
cdef napi_value domain(napi_env env, napi_callback_info info, bint unicode) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value arg
    cdef utf8_text text
    cdef ada_url url
    cdef ada_string host
    cdef ada_owned_string owned
    cdef napi_value result = NULL
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    if not text_of(env, arg, &text) or text.length == 0:
        return string(env, b"", 0)
    url = ada_parse(b"ws://x", 6)
    if not ada_set_hostname(url, text.data, text.length):
        result = string(env, b"", 0)
    else:
        host = ada_get_hostname(url)
        if unicode:
            owned = ada_idna_to_unicode(host.data, host.length)
            result = string(env, owned.data, owned.length)
            ada_free_owned_string(owned)
        else:
            result = string(env, host.data, host.length)
    ada_free(url)
    text_free(&text)
    return result


cdef napi_value js_domain_to_ascii(napi_env env, napi_callback_info info) noexcept nogil:
    return domain(env, info, False)


cdef napi_value js_domain_to_unicode(napi_env env, napi_callback_info info) noexcept nogil:
    return domain(env, info, True)


# (domain) -> its labels in ASCII, and nothing else done to it
cdef napi_value js_to_ascii(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value arg
    cdef utf8_text text
    cdef ada_owned_string owned
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    if not text_of(env, arg, &text):
        return string(env, b"", 0)
    owned = ada_idna_to_ascii(text.data, text.length)
    result = string(env, owned.data, owned.length)
    ada_free_owned_string(owned)
    text_free(&text)
    return result


cdef void define(napi_env env, napi_value target, const char* name, napi_callback callback,
                 void* data) noexcept nogil:
    cdef napi_value function
    napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, data, &function)
    napi_set_named_property(env, target, name, function)


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef napi_value memory, array
    cdef void* components = NULL
    # The memory lives as long as the array, which JavaScript keeps for as long as it has these functions.
    napi_create_arraybuffer(env, COMPONENTS * 4, &components, &memory)
    napi_create_typedarray(env, napi_uint32_array, COMPONENTS, memory, 0, &array)
    napi_set_named_property(env, exports, b"components", array)
    define(env, exports, b"parse", js_parse, components)
    define(env, exports, b"canParse", js_can_parse, NULL)
    define(env, exports, b"update", js_update, components)
    define(env, exports, b"domainToASCII", js_domain_to_ascii, NULL)
    define(env, exports, b"domainToUnicode", js_domain_to_unicode, NULL)
    define(env, exports, b"toASCII", js_to_ascii, NULL)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
