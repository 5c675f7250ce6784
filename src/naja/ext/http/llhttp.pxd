# llhttp 9.4.3, the HTTP/1 parser, as Cython sees it.
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint64_t

cdef extern from "llhttp.h" nogil:
    ctypedef struct llhttp_t:
        int32_t error
        const char* reason
        const char* error_pos
        void* data
        uint64_t content_length
        uint8_t type
        uint8_t method
        uint8_t http_major
        uint8_t http_minor
        uint16_t lenient_flags
        uint8_t upgrade
        uint8_t finish
        uint16_t flags
        uint16_t status_code

    ctypedef int (*llhttp_cb)(llhttp_t* p) noexcept nogil
    ctypedef int (*llhttp_data_cb)(llhttp_t* p, const char* at, size_t length) noexcept nogil
    ctypedef struct llhttp_settings_t:
        llhttp_cb on_message_begin
        llhttp_data_cb on_url
        llhttp_data_cb on_status
        llhttp_data_cb on_header_field
        llhttp_data_cb on_header_value
        llhttp_data_cb on_chunk_extension_name
        llhttp_data_cb on_chunk_extension_value
        llhttp_cb on_headers_complete
        llhttp_data_cb on_body
        llhttp_cb on_message_complete
        llhttp_cb on_chunk_header
        llhttp_cb on_chunk_complete

    enum:
        HTTP_REQUEST
        HTTP_RESPONSE
        HTTP_QUERY
        HPE_OK
        HPE_CB_HEADERS_COMPLETE
        HPE_PAUSED_UPGRADE
        HPE_USER
        F_CHUNKED
        F_CONTENT_LENGTH
        F_TRANSFER_ENCODING

    ctypedef int llhttp_type_t
    ctypedef int llhttp_errno_t
    ctypedef int llhttp_method_t

    void llhttp_settings_init(llhttp_settings_t* settings)
    void llhttp_init(llhttp_t* parser, llhttp_type_t type, const llhttp_settings_t* settings)
    int llhttp_execute(llhttp_t* parser, const char* data, size_t length)
    int llhttp_finish(llhttp_t* parser)
    void llhttp_pause(llhttp_t* parser)
    void llhttp_resume(llhttp_t* parser)
    void llhttp_resume_after_upgrade(llhttp_t* parser)
    int llhttp_should_keep_alive(const llhttp_t* parser)
    void llhttp_set_error_reason(llhttp_t* parser, const char* reason)
    const char* llhttp_errno_name(llhttp_errno_t error)
    const char* llhttp_method_name(llhttp_method_t method)
