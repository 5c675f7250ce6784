# Symmetric ciphers: Cipheriv and Decipheriv, with the rules that Node.js puts around authenticated modes.

cdef enum:
    MODE_GCM = 6
    MODE_CCM = 7
    MODE_SIV = 0x10004
    MODE_GCM_SIV = 0x10005
    MODE_WRAP = 0x10002
    MODE_OCB = 0x10003
    CTRL_AEAD_SET_IVLEN = 9
    CTRL_AEAD_GET_TAG = 0x10
    CTRL_AEAD_SET_TAG = 0x11
    FLAG_WRAP_ALLOW = 1
    NO_TAG_LENGTH = -1
    TAG_UNKNOWN = 0
    TAG_KNOWN = 1
    TAG_PASSED = 2
    INT_MOST = 0x7FFFFFFF

cdef struct Cipher:
    EVP_CIPHER_CTX* context     # NULL: finished
    EVP_CIPHER* cipher
    bint encrypts
    bint authenticated
    bint chacha
    bint wrap
    int mode
    int block
    int tag_length
    int tag_state
    int most                    # bytes of a message, in CCM mode
    bint failed                 # update() saw a wrong tag (CCM)
    unsigned char[16] tag


cdef void close_cipher(Cipher* c) noexcept nogil:
    EVP_CIPHER_CTX_free(c.context)
    c.context = NULL


cdef void free_cipher(napi_env env, void* data, void* hint) noexcept nogil:
    cdef Cipher* c = <Cipher*>data
    close_cipher(c)
    EVP_CIPHER_free(c.cipher)
    OPENSSL_cleanse(c, sizeof(Cipher))
    free(c)


cdef Cipher* cipher_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* data = NULL
    napi_get_value_external(env, value, &data)
    return <Cipher*>data


# A cipher by name; `legacy` is what is known by that name and not to be had.
cdef EVP_CIPHER* fetch_cipher(const char* name, const EVP_CIPHER** legacy) noexcept nogil:
    cdef EVP_CIPHER* cipher
    legacy[0] = NULL
    ERR_set_mark()
    cipher = EVP_CIPHER_fetch(NULL, name, NULL)
    if cipher == NULL:
        legacy[0] = EVP_get_cipherbyname(name)
        if legacy[0] != NULL:
            cipher = EVP_CIPHER_fetch(NULL, EVP_CIPHER_get0_name(legacy[0]), NULL)
    ERR_pop_to_mark()
    return cipher


# The same, kept: fetching costs as much as encrypting a little.
cdef EVP_CIPHER* cipher_named(State* state, const char* name, const EVP_CIPHER** legacy) noexcept nogil:
    cdef int i
    cdef EVP_CIPHER* cipher
    legacy[0] = NULL
    for i in range(state.cipher_count):
        if strcmp(state.ciphers[i].name, name) == 0:
            EVP_CIPHER_up_ref(state.ciphers[i].cipher)
            return state.ciphers[i].cipher
    cipher = fetch_cipher(name, legacy)
    if cipher != NULL and state.cipher_count < KNOWN_CIPHERS:
        EVP_CIPHER_up_ref(cipher)
        state.ciphers[state.cipher_count].cipher = cipher
        snprintf(state.ciphers[state.cipher_count].name, NAME_SIZE, b"%s", name)
        state.cipher_count += 1
    return cipher


cdef inline bint valid_gcm_tag(int size) noexcept nogil:
    return size == 4 or size == 8 or 12 <= size <= 16


cdef napi_value throw_tag_length(napi_env env, int size) noexcept nogil:
    cdef char[80] message
    snprintf(message, 80, b"Invalid authentication tag length: %u", <unsigned int>size)
    return throw_code(env, b"ERR_CRYPTO_INVALID_AUTH_TAG", message, 1)


# What has to be known before the key is set. False with an exception.
cdef bint begin_authenticated(napi_env env, Cipher* c, const char* name, int iv_size, int tag_length) noexcept nogil:
    cdef char[128] message
    if EVP_CIPHER_CTX_ctrl(c.context, CTRL_AEAD_SET_IVLEN, iv_size, NULL) != 1:
        throw_code(env, b"ERR_CRYPTO_INVALID_IV", b"Invalid initialization vector", 1)
        return False
    if c.mode == MODE_GCM:
        if tag_length != NO_TAG_LENGTH:
            if not valid_gcm_tag(tag_length):
                throw_tag_length(env, tag_length)
                return False
            c.tag_length = tag_length
        return True
    if tag_length == NO_TAG_LENGTH:
        if not c.chacha:
            snprintf(message, 128, b"authTagLength required for %s", name)
            throw_code(env, b"ERR_CRYPTO_INVALID_AUTH_TAG", message, 1)
            return False
        tag_length = 16
    if EVP_CIPHER_CTX_ctrl(c.context, CTRL_AEAD_SET_TAG, tag_length, NULL) != 1:
        throw_tag_length(env, tag_length)
        return False
    c.tag_length = tag_length
    if c.mode == MODE_CCM:
        c.most = INT_MOST
        if iv_size == 12:
            c.most = 16777215
        elif iv_size == 13:
            c.most = 65535
    return True


# Sets a cipher's own option, such as "cts_mode". The value may be undefined.
cdef bint set_cipher_option(napi_env env, EVP_CIPHER_CTX* context, const char* key, napi_value value) noexcept nogil:
    cdef char[16] name
    cdef OSSL_PARAM_BLD* builder
    cdef OSSL_PARAM* params
    cdef bint good
    if is_nothing(env, value) or not short_text(env, value, name, 16):
        return True
    builder = OSSL_PARAM_BLD_new()
    OSSL_PARAM_BLD_push_utf8_string(builder, key, name, 0)
    params = OSSL_PARAM_BLD_to_param(builder)
    good = EVP_CIPHER_CTX_set_params(context, params) == 1
    OSSL_PARAM_free(params)
    OSSL_PARAM_BLD_free(builder)
    return good


cdef bint start_cipher(napi_env env, State* state, Cipher* c, const char* name, Bytes* key, Bytes* iv, int tag_length,
                       napi_value cts, napi_value xts) noexcept nogil:
    cdef const EVP_CIPHER* legacy = NULL
    cdef int expected
    cdef int encrypts = 1 if c.encrypts else 0
    c.cipher = cipher_named(state, name, &legacy)
    if c.cipher == NULL and legacy == NULL:
        throw_code(env, b"ERR_CRYPTO_UNKNOWN_CIPHER", b"Unknown cipher", 0)
        return False
    c.context = EVP_CIPHER_CTX_new()
    if c.cipher == NULL:
        EVP_CipherInit_ex(c.context, legacy, NULL, NULL, NULL, encrypts)
        throw_whole(env, b"Failed to initialize cipher", False)
        return False
    c.mode = EVP_CIPHER_get_mode(c.cipher)
    c.block = EVP_CIPHER_get_block_size(c.cipher)
    c.chacha = EVP_CIPHER_is_a(c.cipher, b"ChaCha20-Poly1305") == 1
    c.authenticated = c.mode == MODE_GCM or c.mode == MODE_CCM or c.mode == MODE_OCB or c.chacha
    c.wrap = c.mode == MODE_WRAP
    c.tag_length = NO_TAG_LENGTH
    expected = EVP_CIPHER_get_iv_length(c.cipher)
    if (not iv.given and expected != 0) or (
            not c.authenticated and iv.given and <int>iv.size != expected) or (c.chacha and iv.size > 12):
        throw_code(env, b"ERR_CRYPTO_INVALID_IV", b"Invalid initialization vector", 1)
        return False
    if c.wrap:
        EVP_CIPHER_CTX_set_flags(c.context, FLAG_WRAP_ALLOW)
    if EVP_CipherInit_ex(c.context, c.cipher, NULL, NULL, NULL, encrypts) != 1:
        throw_whole(env, b"Failed to initialize cipher", False)
        return False
    if c.authenticated and not begin_authenticated(env, c, name, <int>iv.size, tag_length):
        return False
    if not set_cipher_option(env, c.context, b"cts_mode", cts) or not set_cipher_option(env, c.context,
                                                                                        b"xts_standard", xts):
        throw_whole(env, b"Failed to initialize cipher", False)
        return False
    if EVP_CIPHER_CTX_set_key_length(c.context, <int>key.size) != 1:
        throw_code(env, b"ERR_CRYPTO_INVALID_KEYLEN", b"Invalid key length", 2)
        return False
    if EVP_CipherInit_ex(c.context, NULL, NULL, <uint8_t*>pick(key.data != NULL, <char*>key.data, b""),
                         iv.data if iv.given and iv.size > 0 else NULL, encrypts) != 1:
        throw_whole(env, b"Failed to initialize cipher", False)
        return False
    return True


# cipherNew(encrypts, name, key, iv | null, tagLength, ctsMode, xtsStandard)
cdef napi_value js_cipher_new(napi_env env, napi_callback_info info) noexcept nogil:
    cdef void* data
    cdef size_t argc = 7
    cdef napi_value[7] argv
    cdef char[64] name
    cdef Bytes key
    cdef Bytes iv
    cdef napi_value result = NULL
    cdef bint good
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    if not short_text(env, argv[1], name, NAME_SIZE):
        return throw_code(env, b"ERR_CRYPTO_UNKNOWN_CIPHER", b"Unknown cipher", 0)
    cdef Cipher* c = <Cipher*>calloc(1, sizeof(Cipher))
    if c == NULL:
        return NULL
    c.encrypts = truth(env, argv[0])
    take_bytes(env, argv[2], &key, False)
    take_bytes(env, argv[3], &iv, False)
    good = start_cipher(env, <State*>data, c, name, &key, &iv, integer(env, argv[4]), argv[5], argv[6])
    free_bytes(&key)
    free_bytes(&iv)
    if not good or napi_create_external(env, c, free_cipher, NULL, &result) != napi_ok:
        free_cipher(env, c, NULL)
        return NULL
    return result


# Tells OpenSSL the tag, once it is known.
cdef bint pass_tag(Cipher* c) noexcept nogil:
    if c.tag_state != TAG_KNOWN:
        return True
    if EVP_CIPHER_CTX_ctrl(c.context, CTRL_AEAD_SET_TAG, c.tag_length, c.tag) != 1:
        return False
    c.tag_state = TAG_PASSED
    return True


# cipherUpdate(state, bytes)
cdef napi_value js_cipher_update(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    cdef uint8_t* target = NULL
    cdef uint8_t* exact = NULL
    cdef napi_value result = NULL
    cdef napi_value shorter = NULL
    cdef uint8_t[1024] small
    cdef int room
    cdef int written = 0
    cdef int done
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Cipher* c = cipher_of(env, argv[0])
    naja_get_bytes(env, argv[1], &data, &size)
    if c.context == NULL or size > INT_MOST - 64:
        ERR_clear_error()
        return throw_whole(env, b"Trying to add data in unsupported state", False)
    if c.mode == MODE_CCM and <int>size > c.most:
        return throw_code(env, b"ERR_CRYPTO_INVALID_MESSAGELEN", b"Invalid message length", 2)
    if c.authenticated and not c.encrypts:
        pass_tag(c)
    # Ciphers that work byte by byte give no more than they take.
    room = <int>size + (c.block if c.block > 1 or c.wrap else 0)
    if c.wrap and c.encrypts and EVP_CipherUpdate(c.context, NULL, &room, data, <int>size) != 1:
        return throw_whole(env, b"Trying to add data in unsupported state", False)
    if room <= 1024:
        target = small
    elif naja_create_uint8array(env, <size_t>room, &target, &result) != napi_ok:
        return NULL
    done = EVP_CipherUpdate(c.context, target, &written, data, <int>size)
    if done != 1:
        if not c.encrypts and (c.mode == MODE_CCM or c.mode == MODE_SIV or c.mode == MODE_GCM_SIV):
            c.failed = True
            ERR_clear_error()
            return new_bytes(env, NULL, 0)
        return throw_whole(env, b"Trying to add data in unsupported state", False)
    if result == NULL:
        return new_bytes(env, target, <size_t>written)
    if written == room:
        return result
    # The rest of the memory goes with the view: as long as it is less than a block, nobody minds.
    cdef napi_value buffer = NULL
    napi_get_typedarray_info(env, result, NULL, NULL, NULL, &buffer, NULL)
    if written > 0 and napi_create_typedarray(env, napi_uint8_array, <size_t>written, buffer, 0, &shorter) == napi_ok:
        return shorter
    return new_bytes(env, target, <size_t>written)


# cipherFinal(state)
cdef napi_value js_cipher_final(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef unsigned char[64] target
    cdef int written = 0
    cdef bint good
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Cipher* c = cipher_of(env, argv[0])
    if c.context == NULL:
        return throw_code(env, b"ERR_CRYPTO_INVALID_STATE", b"Invalid state", 0)
    if not c.encrypts and c.authenticated:
        pass_tag(c)
    ERR_clear_error()
    if not c.encrypts and c.chacha and c.tag_state != TAG_PASSED:
        good = False
    elif not c.encrypts and (c.mode == MODE_CCM or c.failed):
        good = not c.failed
    else:
        good = EVP_CipherFinal_ex(c.context, target, &written) == 1
        if good and c.encrypts and c.authenticated:
            if c.tag_length == NO_TAG_LENGTH:
                c.tag_length = 16
            good = EVP_CIPHER_CTX_ctrl(c.context, CTRL_AEAD_GET_TAG, c.tag_length, c.tag) == 1
    close_cipher(c)
    if not good:
        return throw_whole(env, pick(c.authenticated or c.mode == MODE_SIV or c.mode == MODE_GCM_SIV,
                                     b"Unsupported state or unable to authenticate data",
                                     b"Unsupported state"), False)
    return new_bytes(env, target, <size_t>written)


# cipherPadding(state, on): false where it is over.
cdef napi_value js_cipher_padding(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Cipher* c = cipher_of(env, argv[0])
    return boolean(env, c.context != NULL and
                   EVP_CIPHER_CTX_set_padding(c.context, 1 if truth(env, argv[1]) else 0) == 1)


# cipherTag(state): undefined where there is none yet.
cdef napi_value js_cipher_tag(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Cipher* c = cipher_of(env, argv[0])
    if c.context != NULL or not c.encrypts or c.tag_length == NO_TAG_LENGTH:
        return undefined(env)
    return new_bytes(env, c.tag, <size_t>c.tag_length)


# cipherSetTag(state, bytes): false where it can not be set.
cdef napi_value js_cipher_set_tag(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    cdef bint valid
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Cipher* c = cipher_of(env, argv[0])
    if c.context == NULL or not c.authenticated or c.encrypts or c.tag_state != TAG_UNKNOWN:
        return boolean(env, False)
    naja_get_bytes(env, argv[1], &data, &size)
    if c.mode == MODE_GCM:
        if c.tag_length == NO_TAG_LENGTH:
            valid = size == 16      # a shorter one has to be announced
        else:
            valid = <int>size == c.tag_length
    else:
        valid = <int>size == c.tag_length
    if not valid:
        return throw_tag_length(env, <int>size)
    c.tag_length = <int>size
    c.tag_state = TAG_KNOWN
    memcpy(c.tag, data, size)
    return boolean(env, True)


# cipherAAD(state, bytes, plaintextLength): false where it can not be set.
cdef napi_value js_cipher_aad(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    cdef int length
    cdef int written = 0
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Cipher* c = cipher_of(env, argv[0])
    if c.context == NULL or not c.authenticated:
        return boolean(env, False)
    naja_get_bytes(env, argv[1], &data, &size)
    if c.mode == MODE_CCM:
        length = integer(env, argv[2])
        if length < 0:
            return throw_code(env, b"ERR_MISSING_ARGS", b"options.plaintextLength required for CCM mode with AAD", 1)
        if length > c.most:
            return throw_code(env, b"ERR_CRYPTO_INVALID_MESSAGELEN", b"Invalid message length", 2)
        if not c.encrypts and not pass_tag(c):
            return boolean(env, False)
        if EVP_CipherUpdate(c.context, NULL, &written, NULL, length) != 1:
            return boolean(env, False)
    return boolean(env, EVP_CipherUpdate(c.context, NULL, &written, data, <int>size) == 1)


cdef void add_cipher(napi_env env, napi_value exports, State* state) noexcept nogil:
    add_function(env, exports, state, b"cipherNew", js_cipher_new)
    add_function(env, exports, state, b"cipherUpdate", js_cipher_update)
    add_function(env, exports, state, b"cipherFinal", js_cipher_final)
    add_function(env, exports, state, b"cipherPadding", js_cipher_padding)
    add_function(env, exports, state, b"cipherTag", js_cipher_tag)
    add_function(env, exports, state, b"cipherSetTag", js_cipher_set_tag)
    add_function(env, exports, state, b"cipherAAD", js_cipher_aad)
