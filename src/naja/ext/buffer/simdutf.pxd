# simdutf, as much of it as binding.pyx calls. Its char16_t is uint16_t here, as Node-API has UTF-16.
from libc.stdint cimport uint16_t

cdef extern from "simdutf.h" namespace "simdutf" nogil:
    enum error_code:
        SUCCESS
        OUTPUT_BUFFER_TOO_SMALL
        BASE64_INPUT_REMAINDER
    enum base64_options:
        base64_default
        base64_url
        base64_default_or_url_accept_garbage
    struct result:
        error_code error
        size_t count
    struct full_result:
        error_code error
        size_t input_count
        size_t output_count

    bint validate_ascii(const char* p, size_t n)
    bint validate_utf8(const char* p, size_t n)
    size_t utf8_length_from_latin1(const char* p, size_t n)
    size_t convert_latin1_to_utf8(const char* p, size_t n, char* out)
    full_result convert_latin1_to_utf8_safe_with_details(const char* p, size_t n, char* out, size_t room)
    result convert_utf8_to_latin1_with_errors(const char* p, size_t n, char* out)
    size_t binary_to_base64(const char* p, size_t n, char* out, base64_options options)
    size_t base64_length_from_binary(size_t n, base64_options options)
    size_t maximal_binary_length_from_base64(const char* p, size_t n)
    result base64_to_binary_safe(const char* p, size_t n, char* out, size_t& room, base64_options options)

cdef extern from * nogil:
    """
    #include <cstdint>
    #include "simdutf.h"
    namespace naja_text_units {
    inline const char16_t* units(const uint16_t* p) { return reinterpret_cast<const char16_t*>(p); }
    inline size_t utf8_to_utf16(const char* p, size_t n, uint16_t* out) {
      return simdutf::convert_utf8_to_utf16le_with_replacement(p, n, reinterpret_cast<char16_t*>(out));
    }
    inline size_t utf8_length(const uint16_t* p, size_t n) {
      return simdutf::utf8_length_from_utf16_with_replacement(units(p), n).count;
    }
    inline simdutf::full_result utf16_to_utf8(const uint16_t* p, size_t n, char* out, size_t room) {
      return simdutf::convert_utf16_to_utf8_with_replacement_safe(units(p), n, out, room);
    }
    inline simdutf::result base64(const uint16_t* p, size_t n, char* out, size_t& room,
                                  simdutf::base64_options options) {
      return simdutf::base64_to_binary_safe(units(p), n, out, room, options);
    }
    }  // namespace naja_text_units
    """
    size_t utf8_to_utf16 "naja_text_units::utf8_to_utf16"(const char* p, size_t n, uint16_t* out)
    size_t utf8_length16 "naja_text_units::utf8_length"(const uint16_t* p, size_t n)
    full_result utf16_to_utf8 "naja_text_units::utf16_to_utf8"(const uint16_t* p, size_t n, char* out, size_t room)
    result base64_to_binary16 "naja_text_units::base64"(const uint16_t* p, size_t n, char* out, size_t& room,
                                                       base64_options options)
