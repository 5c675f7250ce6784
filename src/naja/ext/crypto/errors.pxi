# OpenSSL's errors as JavaScript's: message, library, reason, code (ERR_OSSL_...), opensslErrorStack.

cdef extern from *:
    """
    // By ERR_GET_LIB; those without a name of their own have none in codes either.
    static const char* naja_crypto_library(unsigned long library) {
      static const char* const names[] = {
          0, 0, "SYS_", "BN_", "RSA_", "DH_", "EVP_", "BUF_", "OBJ_", "PEM_", "DSA_", "X509_", 0, "ASN1_", "CONF_",
          "CRYPTO_", "EC_", 0, 0, 0, "SSL_", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "BIO_", "PKCS7_", "X509V3_", "PKCS12_",
          "RAND_", "DSO_", "ENGINE_", "OCSP_", "UI_", "COMP_", "ECDSA_", "ECDH_", "OSSL_STORE_", "FIPS_", "CMS_", "TS_",
          "HMAC_", 0, "CT_", "ASYNC_", "KDF_", "SM2_"};
      const char* name = library < sizeof names / sizeof *names ? names[library] : 0;
      return name ? name : "";
    }
    """
    const char* naja_crypto_library(unsigned long library) noexcept nogil

cdef enum:
    MOST_ERRORS = 16

# What went wrong: Node's own code and message, or the first of OpenSSL's errors and those after it.
cdef struct Failure:
    const char* code
    const char* message
    int kind                       # 0 Error, 1 TypeError, 2 RangeError
    bint whole                     # the stack tells the first one, too
    bint worded                    # the message is ours, whatever OpenSSL says
    unsigned long[MOST_ERRORS] errors
    int count


# Takes what is in this thread's queue.
cdef void take_failure(Failure* f) noexcept nogil:
    cdef unsigned long one = ERR_get_error()
    f.count = 0
    while one != 0:
        if f.count < MOST_ERRORS:
            f.errors[f.count] = one
            f.count += 1
        one = ERR_get_error()


cdef void error_code(unsigned long error, char* code, size_t room) noexcept nogil:
    cdef size_t at = 0
    snprintf(code, room, b"ERR_OSSL_%s%s", naja_crypto_library((error >> 23) & 0xFF), ERR_reason_error_string(error))
    while code[at] != 0:
        if code[at] == c' ':
            code[at] = c'_'
        elif c'a' <= code[at] <= c'z':
            code[at] -= 32
        at += 1


cdef napi_value error_text(napi_env env, unsigned long error) noexcept nogil:
    cdef char[256] message
    ERR_error_string_n(error, message, 256)
    return text(env, message)


# The error object. A code of our own wins; else OpenSSL's first error names it; else the message alone.
cdef napi_value error_of(napi_env env, Failure* f) noexcept nogil:
    cdef napi_value result
    cdef napi_value stack
    cdef napi_value code = NULL
    cdef char[192] name
    cdef unsigned long first = f.errors[0] if f.count > 0 else 0
    cdef int i
    if f.code != NULL:
        code = text(env, f.code)
        if f.kind == 1:
            napi_create_type_error(env, code, text(env, f.message), &result)
        elif f.kind == 2:
            napi_create_range_error(env, code, text(env, f.message), &result)
        else:
            napi_create_error(env, code, text(env, f.message), &result)
        return result
    if first == 0:
        napi_create_error(env, NULL, text(env, pick(f.message != NULL, f.message, b"error:00000000:lib(0)::reason(0)")),
                          &result)
        return result
    napi_create_error(env, NULL, text(env, f.message) if f.worded else error_text(env, first), &result)
    if f.count > 1 or f.whole:
        # The latest comes first.
        napi_create_array(env, &stack)
        for i in range(f.count if f.whole else f.count - 1):
            napi_set_element(env, stack, <uint32_t>i, error_text(env, f.errors[f.count - 1 - i]))
        put(env, result, b"opensslErrorStack", stack)
    if ERR_lib_error_string(first) != NULL:
        put(env, result, b"library", text(env, ERR_lib_error_string(first)))
    if ERR_reason_error_string(first) != NULL:
        put(env, result, b"reason", text(env, ERR_reason_error_string(first)))
        error_code(first, name, 192)
        put(env, result, b"code", text(env, name))
    return result


# Throws OpenSSL's error, or the message where it has none. Gives NULL.
cdef napi_value throw_openssl(napi_env env, const char* message) noexcept nogil:
    cdef Failure f
    memset(&f, 0, sizeof(Failure))
    take_failure(&f)
    f.message = message
    napi_throw(env, error_of(env, &f))
    return NULL


# The same where Node.js looks at the errors without taking the first away.
cdef napi_value throw_whole(napi_env env, const char* message, bint worded) noexcept nogil:
    cdef Failure f
    memset(&f, 0, sizeof(Failure))
    take_failure(&f)
    f.message = message
    f.whole = True
    f.worded = worded
    napi_throw(env, error_of(env, &f))
    return NULL


cdef napi_value throw_code(napi_env env, const char* code, const char* message, int kind) noexcept nogil:
    cdef Failure f
    memset(&f, 0, sizeof(Failure))
    ERR_clear_error()
    f.code = code
    f.message = message
    f.kind = kind
    napi_throw(env, error_of(env, &f))
    return NULL
