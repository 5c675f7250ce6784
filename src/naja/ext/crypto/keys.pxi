# What a key is: its kind, its numbers, and keys made of numbers.

cdef enum:
    MOST_KEY_BYTES = 16384

cdef const char* asymmetric_name(EVP_PKEY* key) noexcept nogil:
    cdef int kind = EVP_PKEY_get_base_id(key)
    if kind == 6:
        return b"rsa"
    if kind == 912:
        return b"rsa-pss"
    if kind == 116:
        return b"dsa"
    if kind == 28 or kind == 920:
        return b"dh"
    if kind == 408:
        return b"ec"
    if kind == 1034:
        return b"x25519"
    if kind == 1035:
        return b"x448"
    if kind == 1087:
        return b"ed25519"
    if kind == 1088:
        return b"ed448"
    return EVP_PKEY_get0_type_name(key)


# keySecret(bytes)
cdef napi_value js_key_secret(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef Bytes b
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    take_bytes(env, argv[0], &b, False)
    result = wrap_secret(env, b.data, b.size)
    free_bytes(&b)
    return result


# keyBytes(handle): a secret's bytes.
cdef napi_value js_key_bytes(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    return new_bytes(env, key.secret, key.size)


# keySize(handle): how many bytes a secret has.
cdef napi_value js_key_size(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    return real(env, <double>key.size)


# keyName(handle): 'rsa', 'ec' ...
cdef napi_value js_key_name(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    return text(env, asymmetric_name(key.pkey))


# keyEquals(a, b)
cdef napi_value js_key_equals(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef bint same
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* a = key_of(env, argv[0])
    cdef Key* b = key_of(env, argv[1])
    if a.pkey == NULL:
        same = a.size == b.size and CRYPTO_memcmp(a.secret, b.secret, a.size) == 0
    else:
        same = EVP_PKEY_eq(a.pkey, b.pkey) == 1
        ERR_clear_error()
    return boolean(env, same)


# keyPublic(handle): the public half, for itself.
cdef napi_value js_key_public(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef unsigned char* der = NULL
    cdef const unsigned char* at
    cdef EVP_PKEY* public
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    EVP_PKEY_up_ref(key.pkey)
    public = key.pkey
    return wrap_pkey(env, public, PUBLIC)


# keyInfo(handle): [bits, group, default digest nid]
cdef napi_value js_key_bits(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    return real(env, EVP_PKEY_get_bits(key.pkey))


# keyText(handle, parameter), keyInt: one of OpenSSL's parameters; undefined where it has none.
cdef napi_value js_key_text(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef char[48] name
    cdef char[128] value
    cdef size_t size = 0
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    short_text(env, argv[1], name, 48)
    cdef bint has = EVP_PKEY_get_utf8_string_param(key.pkey, name, value, 128, &size) == 1
    ERR_clear_error()
    return text(env, value) if has else undefined(env)


cdef napi_value js_key_int(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef char[48] name
    cdef int value = 0
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    short_text(env, argv[1], name, 48)
    cdef bint has = EVP_PKEY_get_int_param(key.pkey, name, &value) == 1
    ERR_clear_error()
    return number(env, value) if has else undefined(env)


# keyNumber(handle, parameter, least): a big number's bytes.
cdef napi_value js_key_number(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef char[48] name
    cdef BIGNUM* value = NULL
    cdef napi_value result = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    short_text(env, argv[1], name, 48)
    if EVP_PKEY_get_bn_param(key.pkey, name, &value) != 1:
        ERR_clear_error()
        return undefined(env)
    result = number_bytes(env, value, integer(env, argv[2]))
    BN_clear_free(value)
    return result


# keyOctets(handle, parameter): 'pub', 'priv', 'seed' ...
cdef napi_value js_key_octets(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef char[48] name
    cdef size_t size = 0
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    short_text(env, argv[1], name, 48)
    cdef unsigned char* value = <unsigned char*>malloc(MOST_KEY_BYTES)
    if EVP_PKEY_get_octet_string_param(key.pkey, name, value, MOST_KEY_BYTES, &size) == 1:
        result = new_bytes(env, value, size)
    else:
        ERR_clear_error()
        result = undefined(env)
    OPENSSL_cleanse(value, size)
    free(value)
    return result


# keyPoint(handle, form): an elliptic curve's public point.
cdef napi_value js_key_point(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef unsigned char[512] point
    cdef size_t size
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    cdef EC_KEY* ec = EVP_PKEY_get0_EC_KEY(key.pkey)
    if ec == NULL or EC_KEY_get0_public_key(ec) == NULL:
        return throw_openssl(env, b"Failed to get public key")
    size = EC_POINT_point2oct(EC_KEY_get0_group(ec), EC_KEY_get0_public_key(ec), integer(env, argv[1]), point, 512, NULL)
    return new_bytes(env, point, size)


# The private number of an elliptic curve key as many bytes as the group's order has.
cdef napi_value js_key_scalar(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    cdef EC_KEY* ec = EVP_PKEY_get0_EC_KEY(key.pkey)
    if ec == NULL or EC_KEY_get0_private_key(ec) == NULL:
        return throw_openssl(env, b"Failed to get private key")
    return number_bytes(env, EC_KEY_get0_private_key(ec), (EC_GROUP_order_bits(EC_KEY_get0_group(ec)) + 7) // 8)


# keyCurve(handle): the OpenSSL name of the curve; undefined where it has none.
cdef napi_value js_key_curve(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef int nid
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    cdef EC_KEY* ec = EVP_PKEY_get0_EC_KEY(key.pkey)
    if ec == NULL:
        return undefined(env)
    nid = EC_GROUP_get_curve_name(EC_KEY_get0_group(ec))
    return text(env, OBJ_nid2sn(nid)) if nid != 0 else undefined(env)


# keyMake(type, selection, names, values): a key of its parameters; a value that is a string is one for OpenSSL, too;
# a Uint8Array is a number where the name begins with '#', else octets. Undefined where OpenSSL says no.
cdef napi_value js_key_make(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef char[48] type_name
    cdef char names[16][48]
    cdef BIGNUM* numbers[16]
    cdef Bytes[16] values
    cdef napi_value item
    cdef napi_valuetype kind
    cdef uint32_t count = 0, i
    cdef EVP_PKEY* pkey = NULL
    cdef EVP_PKEY_CTX* context
    cdef OSSL_PARAM* params
    cdef int selection
    cdef bint good
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    short_text(env, argv[0], type_name, 48)
    selection = integer(env, argv[1])
    napi_get_array_length(env, argv[2], &count)
    count = min(count, <uint32_t>16)
    cdef OSSL_PARAM_BLD* builder = OSSL_PARAM_BLD_new()
    for i in range(count):
        numbers[i] = NULL
        napi_get_element(env, argv[2], i, &item)
        short_text(env, item, names[i], 48)
        napi_get_element(env, argv[3], i, &item)
        napi_typeof(env, item, &kind)
        take_bytes(env, item, &values[i], False)
        if kind == napi_string:
            OSSL_PARAM_BLD_push_utf8_string(builder, names[i], <char*>values[i].data, 0)
        elif names[i][0] == c'#':
            numbers[i] = BN_bin2bn(values[i].data, <int>values[i].size, NULL)
            OSSL_PARAM_BLD_push_BN(builder, &names[i][1], numbers[i])
        else:
            OSSL_PARAM_BLD_push_octet_string(builder, names[i], values[i].data, values[i].size)
    params = OSSL_PARAM_BLD_to_param(builder)
    context = EVP_PKEY_CTX_new_from_name(NULL, type_name, NULL)
    good = (context != NULL and EVP_PKEY_fromdata_init(context) == 1
            and EVP_PKEY_fromdata(context, &pkey, selection, params) == 1)
    EVP_PKEY_CTX_free(context)
    OSSL_PARAM_free(params)
    OSSL_PARAM_BLD_free(builder)
    for i in range(count):
        BN_clear_free(numbers[i])
        free_bytes(&values[i])
    if not good:
        EVP_PKEY_free(pkey)
        ERR_clear_error()
        return undefined(env)
    return wrap_pkey(env, pkey, integer(env, argv[4]))


# keyCheck(handle, pairwise): whether the public half is a good one, or both belong together.
cdef napi_value js_key_check(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef bint good
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    cdef EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(key.pkey, NULL)
    if truth(env, argv[1]):
        good = EVP_PKEY_pairwise_check(context) == 1
    else:
        good = EVP_PKEY_public_check(context) == 1
    EVP_PKEY_CTX_free(context)
    ERR_clear_error()
    return boolean(env, good)


# keyRaw(type, bytes, private): of the types that are their bytes. Undefined where they are none.
cdef napi_value js_key_raw(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef char[48] name
    cdef Bytes b
    cdef EVP_PKEY* pkey
    cdef bint private
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    short_text(env, argv[0], name, 48)
    private = truth(env, argv[2])
    take_bytes(env, argv[1], &b, False)
    if private:
        pkey = EVP_PKEY_new_raw_private_key_ex(NULL, name, NULL, b.data, b.size)
    else:
        pkey = EVP_PKEY_new_raw_public_key_ex(NULL, name, NULL, b.data, b.size)
    free_bytes(&b)
    ERR_clear_error()
    return undefined(env) if pkey == NULL else wrap_pkey(env, pkey, PRIVATE if private else PUBLIC)


# keyRawBytes(handle, private): the other way round; undefined for types that are not just bytes.
cdef napi_value js_key_raw_bytes(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef size_t size = MOST_KEY_BYTES
    cdef bint good
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    cdef unsigned char* data = <unsigned char*>malloc(MOST_KEY_BYTES)
    if truth(env, argv[1]):
        good = EVP_PKEY_get_raw_private_key(key.pkey, data, &size) == 1
    else:
        good = EVP_PKEY_get_raw_public_key(key.pkey, data, &size) == 1
    ERR_clear_error()
    result = new_bytes(env, data, size) if good else undefined(env)
    OPENSSL_cleanse(data, MOST_KEY_BYTES)
    free(data)
    return result


cdef void add_keys(napi_env env, napi_value exports, State* state) noexcept nogil:
    add_function(env, exports, state, b"keySecret", js_key_secret)
    add_function(env, exports, state, b"keyBytes", js_key_bytes)
    add_function(env, exports, state, b"keySize", js_key_size)
    add_function(env, exports, state, b"keyName", js_key_name)
    add_function(env, exports, state, b"keyEquals", js_key_equals)
    add_function(env, exports, state, b"keyPublic", js_key_public)
    add_function(env, exports, state, b"keyBits", js_key_bits)
    add_function(env, exports, state, b"keyText", js_key_text)
    add_function(env, exports, state, b"keyInt", js_key_int)
    add_function(env, exports, state, b"keyNumber", js_key_number)
    add_function(env, exports, state, b"keyOctets", js_key_octets)
    add_function(env, exports, state, b"keyPoint", js_key_point)
    add_function(env, exports, state, b"keyScalar", js_key_scalar)
    add_function(env, exports, state, b"keyCurve", js_key_curve)
    add_function(env, exports, state, b"keyMake", js_key_make)
    add_function(env, exports, state, b"keyCheck", js_key_check)
    add_function(env, exports, state, b"keyRaw", js_key_raw)
    add_function(env, exports, state, b"keyRawBytes", js_key_raw_bytes)
    add_function(env, exports, state, b"keyRead", js_key_read)
    add_function(env, exports, state, b"keyWrite", js_key_write)
