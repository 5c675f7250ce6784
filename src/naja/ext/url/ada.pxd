# ada's C API (ada_c.h), as much of it as binding.pyx calls.
from libc.stdint cimport uint8_t, uint32_t
from naja.loop.napi cimport c_bool

cdef extern from "ada_c.h" nogil:
    ctypedef struct ada_string:
        const char* data
        size_t length
    ctypedef struct ada_owned_string:
        const char* data
        size_t length
    ctypedef struct ada_url_components:
        uint32_t protocol_end
        uint32_t username_end
        uint32_t host_start
        uint32_t host_end
        uint32_t port
        uint32_t pathname_start
        uint32_t search_start
        uint32_t hash_start
    ctypedef void* ada_url

    ada_url ada_parse(const char* input, size_t length)
    ada_url ada_parse_with_base(const char* input, size_t length, const char* base, size_t base_length)
    c_bool ada_can_parse(const char* input, size_t length)
    c_bool ada_can_parse_with_base(const char* input, size_t length, const char* base, size_t base_length)
    void ada_free(ada_url url)
    void ada_free_owned_string(ada_owned_string owned)
    c_bool ada_is_valid(ada_url url)
    ada_string ada_get_href(ada_url url)
    ada_string ada_get_hostname(ada_url url)
    uint8_t ada_get_scheme_type(ada_url url)
    const ada_url_components* ada_get_components(ada_url url)
    c_bool ada_set_href(ada_url url, const char* input, size_t length)
    c_bool ada_set_host(ada_url url, const char* input, size_t length)
    c_bool ada_set_hostname(ada_url url, const char* input, size_t length)
    c_bool ada_set_protocol(ada_url url, const char* input, size_t length)
    c_bool ada_set_username(ada_url url, const char* input, size_t length)
    c_bool ada_set_password(ada_url url, const char* input, size_t length)
    c_bool ada_set_port(ada_url url, const char* input, size_t length)
    c_bool ada_set_pathname(ada_url url, const char* input, size_t length)
    void ada_set_search(ada_url url, const char* input, size_t length)
    void ada_set_hash(ada_url url, const char* input, size_t length)
    ada_owned_string ada_idna_to_unicode(const char* input, size_t length)
    ada_owned_string ada_idna_to_ascii(const char* input, size_t length)
