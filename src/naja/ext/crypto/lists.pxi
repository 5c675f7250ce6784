# What there is: digests, ciphers, curves; facts of a cipher; the FIPS switch.

cdef struct Listing:
    napi_env env
    napi_value array
    uint32_t count


cdef void list_name(Listing* list, const char* name) noexcept nogil:
    if name == NULL or c'0' <= name[0] <= c'9':   # an object identifier
        return
    napi_set_element(list.env, list.array, list.count, text(list.env, name))
    list.count += 1


# A name that a provider has: those are listed in lower case.
cdef void list_alias(const char* name, void* x) noexcept nogil:
    cdef char[64] lower
    cdef size_t i = 0
    while name[i] != 0 and i < 63:
        lower[i] = name[i] | 32 if c'A' <= name[i] <= c'Z' else name[i]
        i += 1
    lower[i] = 0
    if strcmp(lower, b"null") != 0:
        list_name(<Listing*>x, lower)


# Those that are known by name and cannot be had are left out.
cdef void list_cipher(const EVP_CIPHER* c, const char* name, const char* alias, void* x) noexcept nogil:
    cdef EVP_CIPHER* fetched = EVP_CIPHER_fetch(NULL, alias if c == NULL else EVP_CIPHER_get0_name(c), NULL)
    ERR_clear_error()
    if fetched != NULL and name != NULL:
        list_name(<Listing*>x, name)
    EVP_CIPHER_free(fetched)


cdef void list_digest(const EVP_MD* m, const char* name, const char* alias, void* x) noexcept nogil:
    cdef EVP_MD* fetched = fetch_digest(alias if m == NULL else EVP_MD_get0_name(m))
    ERR_clear_error()
    if fetched != NULL and name != NULL:
        list_name(<Listing*>x, name)
    EVP_MD_free(fetched)


cdef void list_provided_cipher(EVP_CIPHER* c, void* x) noexcept nogil:
    EVP_CIPHER_names_do_all(c, list_alias, x)


cdef void list_provided_digest(EVP_MD* m, void* x) noexcept nogil:
    EVP_MD_names_do_all(m, list_alias, x)


cdef void list_provided_mac(EVP_MAC* m, void* x) noexcept nogil:
    EVP_MAC_names_do_all(m, list_alias, x)


cdef napi_value js_ciphers(napi_env env, napi_callback_info info) noexcept nogil:
    cdef Listing list
    list.env = env
    list.count = 0
    napi_create_array(env, &list.array)
    EVP_CIPHER_do_all_sorted(list_cipher, &list)
    EVP_CIPHER_do_all_provided(NULL, list_provided_cipher, &list)
    return list.array


cdef napi_value js_hashes(napi_env env, napi_callback_info info) noexcept nogil:
    cdef Listing list
    list.env = env
    list.count = 0
    napi_create_array(env, &list.array)
    EVP_MD_do_all_sorted(list_digest, &list)
    EVP_MD_do_all_provided(NULL, list_provided_digest, &list)
    return list.array


cdef napi_value js_macs(napi_env env, napi_callback_info info) noexcept nogil:
    cdef Listing list
    list.env = env
    list.count = 0
    napi_create_array(env, &list.array)
    EVP_MAC_do_all_provided(NULL, list_provided_mac, &list)
    return list.array


cdef napi_value js_curves(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value result
    cdef size_t count = EC_get_builtin_curves(NULL, 0)
    cdef EC_builtin_curve* curves = <EC_builtin_curve*>calloc(count + 1, sizeof(EC_builtin_curve))
    cdef size_t i
    napi_create_array(env, &result)
    EC_get_builtin_curves(curves, count)
    for i in range(count):
        napi_set_element(env, result, <uint32_t>i, text(env, OBJ_nid2sn(curves[i].nid)))
    free(curves)
    return result


# cipherInfo(name | nid, keyLength, ivLength): [name, nid, block, iv, key, mode]; undefined where there is no such.
cdef napi_value js_cipher_info(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef napi_valuetype kind
    cdef char[64] name
    cdef const EVP_CIPHER* legacy = NULL
    cdef EVP_CIPHER* cipher = NULL
    cdef EVP_CIPHER_CTX* context
    cdef const char* known
    cdef napi_value result
    cdef int key_length
    cdef int iv_length
    cdef int nid
    cdef int mode
    cdef bint good = True
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_typeof(env, argv[0], &kind)
    if kind == napi_number:
        known = OBJ_nid2sn(integer(env, argv[0]))
        if known != NULL:
            cipher = fetch_cipher(known, &legacy)
        ERR_clear_error()
    elif short_text(env, argv[0], name, 64):
        cipher = fetch_cipher(name, &legacy)
    if cipher == NULL:
        return undefined(env)
    nid = EVP_CIPHER_get_nid(cipher)
    mode = EVP_CIPHER_get_mode(cipher)
    key_length = EVP_CIPHER_get_key_length(cipher)
    iv_length = EVP_CIPHER_get_iv_length(cipher)
    context = EVP_CIPHER_CTX_new()
    if EVP_CipherInit_ex(context, cipher, NULL, NULL, NULL, 1) == 1:
        if not is_nothing(env, argv[1]):
            key_length = integer(env, argv[1])
            good = EVP_CIPHER_CTX_set_key_length(context, key_length) == 1
        if good and not is_nothing(env, argv[2]):
            if mode == MODE_GCM and integer(env, argv[2]) == 0:
                good = True
            elif mode == MODE_GCM or mode == MODE_CCM or mode == MODE_OCB or EVP_CIPHER_is_a(
                    cipher, b"ChaCha20-Poly1305"):
                good = EVP_CIPHER_CTX_ctrl(context, CTRL_AEAD_SET_IVLEN, integer(env, argv[2]), NULL) == 1
            else:
                good = integer(env, argv[2]) == iv_length
            iv_length = integer(env, argv[2])
    EVP_CIPHER_CTX_free(context)
    ERR_clear_error()
    if not good:
        EVP_CIPHER_free(cipher)
        return undefined(env)
    napi_create_array(env, &result)
    known = OBJ_nid2sn(nid) if nid != 0 else EVP_CIPHER_get0_name(cipher)
    napi_set_element(env, result, 0, text(env, known))
    napi_set_element(env, result, 1, number(env, nid))
    napi_set_element(env, result, 2, number(env, EVP_CIPHER_get_block_size(cipher)))
    napi_set_element(env, result, 3, number(env, iv_length))
    napi_set_element(env, result, 4, number(env, key_length))
    napi_set_element(env, result, 5, number(env, mode))
    EVP_CIPHER_free(cipher)
    return result


# fips(enable?): whether it is on. Without a provider that is certified, nothing works any more then, as in Node.js.
cdef napi_value js_fips(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef bint on
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if not is_nothing(env, argv[0]):
        on = truth(env, argv[0])
        EVP_default_properties_enable_fips(NULL, 1 if on else 0)
    return boolean(env, EVP_default_properties_is_fips_enabled(NULL) == 1)


# scryptCheck(N, r, p, maxmem): what OpenSSL says against these costs; '' where it says nothing; undefined: they are good.
cdef napi_value js_scrypt_check(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 4
    cdef napi_value[4] argv
    cdef double[4] costs
    cdef unsigned long error
    cdef int i
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    for i in range(4):
        napi_get_value_double(env, argv[i], &costs[i])
    ERR_clear_error()
    if EVP_PBE_scrypt(NULL, 0, NULL, 0, <uint64_t>costs[0], <uint64_t>costs[1], <uint64_t>costs[2],
                      <uint64_t>costs[3], NULL, 0) == 1:
        return undefined(env)
    error = ERR_peek_last_error()
    ERR_clear_error()
    return text(env, b"") if error == 0 else error_text(env, error)


# nidName(nid, long)
cdef napi_value js_nid_name(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef char[64] name
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if not short_text(env, argv[0], name, 64):
        return undefined(env)
    cdef int nid = curve_nid(name)
    return undefined(env) if nid == 0 else text(env, OBJ_nid2sn(nid))


# timingSafeEqual(a, b): of the same length.
cdef napi_value js_equal(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef uint8_t* a = NULL
    cdef uint8_t* b = NULL
    cdef size_t size = 0
    cdef size_t other = 0
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    naja_get_bytes(env, argv[0], &a, &size)
    naja_get_bytes(env, argv[1], &b, &other)
    return boolean(env, size == other and CRYPTO_memcmp(a, b, size) == 0)


cdef void add_lists(napi_env env, napi_value exports, State* state) noexcept nogil:
    add_function(env, exports, state, b"ciphers", js_ciphers)
    add_function(env, exports, state, b"hashes", js_hashes)
    add_function(env, exports, state, b"curves", js_curves)
    add_function(env, exports, state, b"macs", js_macs)
    add_function(env, exports, state, b"cipherInfo", js_cipher_info)
    add_function(env, exports, state, b"fips", js_fips)
    add_function(env, exports, state, b"scryptCheck", js_scrypt_check)
    add_function(env, exports, state, b"curveName", js_nid_name)
    add_function(env, exports, state, b"timingSafeEqual", js_equal)
