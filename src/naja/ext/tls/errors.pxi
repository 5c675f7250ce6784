# OpenSSL's errors as JavaScript's: message, library, reason, code (ERR_SSL_..., ERR_OSSL_...), opensslErrorStack.

cdef extern from *:
    """
    // By ERR_GET_LIB; those without a name of their own have none in codes either.
    static const char* naja_library(unsigned long library) {
      static const char* const names[] = {
          0, 0, "SYS_", "BN_", "RSA_", "DH_", "EVP_", "BUF_", "OBJ_", "PEM_", "DSA_", "X509_", 0, "ASN1_", "CONF_",
          "CRYPTO_", "EC_", 0, 0, 0, "", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "BIO_", "PKCS7_", "X509V3_", "PKCS12_",
          "RAND_", "DSO_", "ENGINE_", "OCSP_", "UI_", "COMP_", "ECDSA_", "ECDH_", "OSSL_STORE_", "FIPS_", "CMS_", "TS_",
          "HMAC_", 0, "CT_", "ASYNC_", "KDF_", "SM2_"};
      const char* name = library < sizeof names / sizeof *names ? names[library] : 0;
      return name ? name : "";
    }
    """
    const char* naja_library(unsigned long library) noexcept nogil

cdef enum:
    ERR_LIB_SSL = 20


# ERR_ + OSSL_ unless it is libssl's + the library where it has a short name + the reason in capitals.
cdef void error_code(unsigned long error, char* code, size_t room) noexcept nogil:
    cdef unsigned long library = (error >> 23) & 0xFF
    cdef const char* reason = ERR_reason_error_string(error)
    cdef size_t at
    cdef const char* prefix = b"OSSL_"
    if library == ERR_LIB_SSL:
        prefix = b"SSL_"
    snprintf(code, room, "ERR_%s%s%s", prefix, naja_library(library), reason)
    at = 0
    while code[at] != 0:
        if code[at] == c' ':
            code[at] = c'_'
        elif c'a' <= code[at] <= c'z':
            code[at] -= 32
        at += 1


# Sets library, reason and code on an error object.
cdef void decorate(napi_env env, napi_value error_object, unsigned long error) noexcept nogil:
    cdef char[192] code
    cdef const char* library = ERR_lib_error_string(error)
    cdef const char* reason = ERR_reason_error_string(error)
    if error == 0:
        return
    if library != NULL:
        put(env, error_object, "library", text(env, library))
    if reason != NULL:
        put(env, error_object, "reason", text(env, reason))
        error_code(error, code, 192)
        put(env, error_object, "code", text(env, code))


# The Error of the first entry of the error queue; the others become its opensslErrorStack.
cdef napi_value take_error(napi_env env) noexcept nogil:
    cdef unsigned long first = ERR_get_error()
    cdef unsigned long other
    cdef char[256] message
    cdef napi_value result
    cdef napi_value stack
    cdef uint32_t count = 0
    ERR_error_string_n(first, message, 256)
    napi_create_error(env, NULL, text(env, message), &result)
    other = ERR_get_error()
    if other != 0:
        napi_create_array(env, &stack)
        put(env, result, "opensslErrorStack", stack)
        while other != 0:
            ERR_error_string_n(other, message, 256)
            napi_set_element(env, stack, count, text(env, message))
            count += 1
            other = ERR_get_error()
    decorate(env, result, first)
    return result


cdef napi_value throw_openssl(napi_env env) noexcept nogil:
    napi_throw(env, take_error(env))
    ERR_clear_error()
    return NULL


# The Error of a failed handshake, read or write: all of the queue printed, as Node words it.
cdef napi_value take_ssl_error(napi_env env) noexcept nogil:
    cdef unsigned long first = ERR_peek_error()
    cdef BIO* bio = BIO_new(BIO_s_mem())
    cdef napi_value result
    ERR_print_errors(bio)
    napi_create_error(env, NULL, text_of_bio(env, bio), &result)
    decorate(env, result, first)
    BIO_free(bio)
    return result


cdef napi_value throw_code(napi_env env, const char* code, const char* message) noexcept nogil:
    napi_throw_error(env, code, message)
    ERR_clear_error()
    return NULL


# The same of the last entry of the queue, without the others.
cdef napi_value throw_last(napi_env env) noexcept nogil:
    cdef unsigned long last = ERR_peek_last_error()
    cdef char[256] message
    cdef napi_value error
    ERR_error_string_n(last, message, 256)
    napi_create_error(env, NULL, text(env, message), &error)
    decorate(env, error, last)
    napi_throw(env, error)
    ERR_clear_error()
    return NULL
