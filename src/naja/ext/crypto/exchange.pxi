# DiffieHellman, DiffieHellmanGroup and ECDH: objects that hold a key of their own.

cdef enum:
    DH_CHECK_PUBKEY_TOO_SMALL = 1
    DH_CHECK_PUBKEY_TOO_LARGE = 2

cdef void free_dh(napi_env env, void* data, void* hint) noexcept nogil:
    DH_free(<DH*>data)


cdef void free_ec(napi_env env, void* data, void* hint) noexcept nogil:
    EC_KEY_free(<EC_KEY*>data)


cdef DH* dh_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* data = NULL
    napi_get_value_external(env, value, &data)
    return <DH*>data


# The prime of a group of RFC 2409 or RFC 3526; NULL where there is no such group.
cdef BIGNUM* group_prime(const char* name) noexcept nogil:
    cdef char[8] lower
    cdef size_t i = 0
    while name[i] != 0 and i < 7:
        lower[i] = name[i] | 32 if c'A' <= name[i] <= c'Z' else name[i]
        i += 1
    lower[i] = 0
    if name[i] != 0:
        return NULL
    if strcmp(lower, b"modp1") == 0:
        return BN_get_rfc2409_prime_768(NULL)
    if strcmp(lower, b"modp2") == 0:
        return BN_get_rfc2409_prime_1024(NULL)
    if strcmp(lower, b"modp5") == 0:
        return BN_get_rfc3526_prime_1536(NULL)
    if strcmp(lower, b"modp14") == 0:
        return BN_get_rfc3526_prime_2048(NULL)
    if strcmp(lower, b"modp15") == 0:
        return BN_get_rfc3526_prime_3072(NULL)
    if strcmp(lower, b"modp16") == 0:
        return BN_get_rfc3526_prime_4096(NULL)
    if strcmp(lower, b"modp17") == 0:
        return BN_get_rfc3526_prime_6144(NULL)
    if strcmp(lower, b"modp18") == 0:
        return BN_get_rfc3526_prime_8192(NULL)
    return NULL


cdef napi_value wrap_dh(napi_env env, DH* dh) noexcept nogil:
    cdef napi_value result = NULL
    if napi_create_external(env, dh, free_dh, NULL, &result) != napi_ok:
        DH_free(dh)
        return NULL
    return result


cdef napi_value throw_bad_generator(napi_env env) noexcept nogil:
    cdef Failure f
    memset(&f, 0, sizeof(Failure))
    f.count = 1
    # ERR_PACK(ERR_LIB_DH, 0, DH_R_BAD_GENERATOR)
    f.errors[0] = (5 << 23) | 101
    napi_throw(env, error_of(env, &f))
    return NULL


# dhNew(bits | prime, generator: number | bytes)
cdef napi_value js_dh_new(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_valuetype kind
    cdef napi_valuetype kind_of_generator
    cdef BIGNUM* p
    cdef BIGNUM* g
    cdef Bytes b
    cdef int bits
    cdef int generator
    cdef Failure f
    cdef DH* dh = DH_new()
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_typeof(env, argv[0], &kind)
    napi_typeof(env, argv[1], &kind_of_generator)
    ERR_clear_error()
    if kind == napi_number:
        bits = integer(env, argv[0])
        generator = integer(env, argv[1])
        if bits < 2:
            DH_free(dh)
            memset(&f, 0, sizeof(Failure))
            f.count = 1
            # ERR_PACK(ERR_LIB_DH, 0, DH_R_MODULUS_TOO_SMALL)
            f.errors[0] = (5 << 23) | 126
            napi_throw(env, error_of(env, &f))
            return NULL
        if generator < 2:
            DH_free(dh)
            return throw_bad_generator(env)
        if DH_generate_parameters_ex(dh, bits, generator, NULL) != 1:
            DH_free(dh)
            return throw_openssl(env, b"Invalid argument")
        return wrap_dh(env, dh)
    take_bytes(env, argv[0], &b, False)
    p = BN_bin2bn(b.data, <int>b.size, NULL)
    free_bytes(&b)
    if kind_of_generator == napi_number:
        generator = integer(env, argv[1])
        g = BN_new()
        BN_set_word(g, <unsigned long>generator if generator >= 0 else 0)
    else:
        take_bytes(env, argv[1], &b, False)
        g = BN_bin2bn(b.data, <int>b.size, NULL)
        free_bytes(&b)
    if p == NULL or g == NULL:
        BN_free(p)
        BN_free(g)
        DH_free(dh)
        return throw_openssl(env, b"Invalid argument")
    if BN_is_zero(g) or BN_is_one(g):
        BN_free(p)
        BN_free(g)
        DH_free(dh)
        return throw_bad_generator(env)
    DH_set0_pqg(dh, p, NULL, g)
    return wrap_dh(env, dh)


# dhGroup(name): undefined where there is none.
cdef napi_value js_dh_group(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef char[32] name
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef BIGNUM* p = group_prime(name) if short_text(env, argv[0], name, 32) else NULL
    if p == NULL:
        return undefined(env)
    cdef BIGNUM* g = BN_new()
    BN_set_word(g, 2)
    cdef DH* dh = DH_new()
    DH_set0_pqg(dh, p, NULL, g)
    return wrap_dh(env, dh)


# dhCheck(handle): OpenSSL's flags of what is wrong with the parameters.
cdef napi_value js_dh_check(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef int codes = 0
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    DH_check(dh_of(env, argv[0]), &codes)
    ERR_clear_error()
    return number(env, codes)


# dhNumber(handle, which): 0 prime, 1 generator, 2 public, 3 private; undefined where it is not there.
cdef napi_value js_dh_number(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef const BIGNUM* p
    cdef const BIGNUM* q
    cdef const BIGNUM* g
    cdef const BIGNUM* pub
    cdef const BIGNUM* priv
    cdef const BIGNUM* one
    cdef int which
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef DH* dh = dh_of(env, argv[0])
    DH_get0_pqg(dh, &p, &q, &g)
    DH_get0_key(dh, &pub, &priv)
    which = integer(env, argv[1])
    one = p if which == 0 else (g if which == 1 else (pub if which == 2 else priv))
    return undefined(env) if one == NULL else number_bytes(env, one, 0)


# dhGenerate(handle)
cdef napi_value js_dh_generate(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    ERR_clear_error()
    if DH_generate_key(dh_of(env, argv[0])) != 1:
        return throw_openssl(env, b"Key generation failed")
    return NULL


# dhSet(handle, bytes, private)
cdef napi_value js_dh_set(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef Bytes b
    cdef BIGNUM* value
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef DH* dh = dh_of(env, argv[0])
    take_bytes(env, argv[1], &b, False)
    value = BN_bin2bn(b.data, <int>b.size, NULL)
    free_bytes(&b)
    if value == NULL:
        return throw_openssl(env, b"Invalid key")
    if truth(env, argv[2]):
        DH_set0_key(dh, NULL, value)
    else:
        DH_set0_key(dh, value, NULL)
    return NULL


# dhSecret(handle, public key): as long as the prime; a string that says why not.
cdef napi_value js_dh_secret(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef Bytes b
    cdef BIGNUM* value
    cdef int codes = 0
    cdef int size
    cdef int room
    cdef int i
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef DH* dh = dh_of(env, argv[0])
    ERR_clear_error()
    take_bytes(env, argv[1], &b, False)
    value = BN_bin2bn(b.data, <int>b.size, NULL)
    free_bytes(&b)
    if value == NULL:
        return throw_openssl(env, b"Invalid key")
    room = DH_size(dh)
    cdef unsigned char* secret = <unsigned char*>calloc(1, <size_t>room + 1)
    DH_check_pub_key(dh, value, &codes)
    ERR_clear_error()
    size = DH_compute_key(secret, value, dh) if codes == 0 else -1
    if size < 0:
        BN_free(value)
        free(secret)
        if codes & DH_CHECK_PUBKEY_TOO_SMALL:
            return throw_code(env, b"ERR_CRYPTO_INVALID_KEYLEN", b"Supplied key is too small", 2)
        if codes & DH_CHECK_PUBKEY_TOO_LARGE:
            return throw_code(env, b"ERR_CRYPTO_INVALID_KEYLEN", b"Supplied key is too large", 2)
        if codes != 0:
            return throw_code(env, b"ERR_CRYPTO_INVALID_KEYTYPE", b"Invalid key type", 2)
        return throw_code(env, b"ERR_CRYPTO_OPERATION_FAILED", b"Failed to compute shared secret", 0)
    BN_free(value)
    for i in range(size):
        secret[room - 1 - i] = secret[size - 1 - i]
    if size < room:
        memset(secret, 0, <size_t>(room - size))
    result = new_bytes(env, secret, <size_t>room)
    OPENSSL_cleanse(secret, <size_t>room)
    free(secret)
    return result


# ---- elliptic curves ----

cdef EC_KEY* ec_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* data = NULL
    napi_get_value_external(env, value, &data)
    return <EC_KEY*>data


# ecNew(curve): undefined where there is no such curve.
cdef napi_value js_ec_new(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef char[64] name
    cdef napi_value result = NULL
    cdef EC_KEY* ec
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef int nid = OBJ_sn2nid(name) if short_text(env, argv[0], name, 64) else 0
    ec = EC_KEY_new_by_curve_name(nid) if nid != 0 else NULL
    ERR_clear_error()
    if ec == NULL or napi_create_external(env, ec, free_ec, NULL, &result) != napi_ok:
        EC_KEY_free(ec)
        return undefined(env)
    return result


# ecGenerate(handle): whether it could.
cdef napi_value js_ec_generate(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if EC_KEY_generate_key(ec_of(env, argv[0])) != 1:
        return throw_openssl(env, b"Failed to generate key")
    return NULL


cdef EC_POINT* read_point(const EC_GROUP* group, napi_env env, napi_value value) noexcept nogil:
    cdef Bytes b
    cdef bint good
    cdef EC_POINT* point = EC_POINT_new(group)
    take_bytes(env, value, &b, False)
    good = EC_POINT_oct2point(group, point, b.data, b.size, NULL) == 1
    free_bytes(&b)
    ERR_clear_error()
    if not good:
        EC_POINT_free(point)
        return NULL
    return point


cdef napi_value point_bytes(napi_env env, const EC_GROUP* group, const EC_POINT* point, int form) noexcept nogil:
    cdef unsigned char[512] data
    cdef size_t size = EC_POINT_point2oct(group, point, form, data, 512, NULL)
    if size == 0:
        return throw_openssl(env, b"Failed to get public key")
    return new_bytes(env, data, size)


# ecPoint(handle, form): undefined where there is none.
cdef napi_value js_ec_point(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef EC_KEY* ec = ec_of(env, argv[0])
    if EC_KEY_get0_public_key(ec) == NULL:
        return undefined(env)
    return point_bytes(env, EC_KEY_get0_group(ec), EC_KEY_get0_public_key(ec), integer(env, argv[1]))


cdef napi_value js_ec_private(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef EC_KEY* ec = ec_of(env, argv[0])
    if EC_KEY_get0_private_key(ec) == NULL:
        return undefined(env)
    return number_bytes(env, EC_KEY_get0_private_key(ec), 0)


# ecSetPrivate(handle, bytes): false where the number does not fit the curve.
cdef napi_value js_ec_set_private(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef Bytes b
    cdef BIGNUM* value
    cdef EC_POINT* point
    cdef const EC_GROUP* group
    cdef bint good
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef EC_KEY* ec = ec_of(env, argv[0])
    group = EC_KEY_get0_group(ec)
    take_bytes(env, argv[1], &b, False)
    value = BN_bin2bn(b.data, <int>b.size, NULL)
    free_bytes(&b)
    good = value != NULL and not BN_is_zero(value) and BN_cmp(value, EC_GROUP_get0_order(group)) < 0
    if good:
        point = EC_POINT_new(group)
        good = (EC_POINT_mul(group, point, value, NULL, NULL, NULL) == 1 and EC_KEY_set_private_key(ec, value) == 1
                and EC_KEY_set_public_key(ec, point) == 1)
        EC_POINT_free(point)
    BN_clear_free(value)
    ERR_clear_error()
    return boolean(env, good)


# ecSetPublic(handle, bytes): false where it is no point.
cdef napi_value js_ec_set_public(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef bint good
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef EC_KEY* ec = ec_of(env, argv[0])
    cdef EC_POINT* point = read_point(EC_KEY_get0_group(ec), env, argv[1])
    if point == NULL:
        return boolean(env, False)
    good = EC_KEY_set_public_key(ec, point) == 1
    EC_POINT_free(point)
    return boolean(env, good)


# ecSecret(handle, public point): undefined: it is no point; false: this side has no good pair; null: it did not work.
cdef napi_value js_ec_secret(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef EC_POINT* point
    cdef int size
    cdef unsigned char[128] secret
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef EC_KEY* ec = ec_of(env, argv[0])
    ERR_clear_error()
    point = read_point(EC_KEY_get0_group(ec), env, argv[1])
    if point == NULL:
        return undefined(env)
    if EC_KEY_get0_private_key(ec) == NULL or EC_KEY_check_key(ec) != 1:
        EC_POINT_free(point)
        ERR_clear_error()
        return boolean(env, False)
    size = (EC_GROUP_get_degree(EC_KEY_get0_group(ec)) + 7) // 8
    size = ECDH_compute_key(secret, <size_t>size, point, ec, NULL) if size <= 128 else -1
    EC_POINT_free(point)
    if size <= 0:
        ERR_clear_error()
        return null(env)
    result = new_bytes(env, secret, <size_t>size)
    OPENSSL_cleanse(secret, 128)
    return result


# ecConvert(bytes, curve, form): undefined: no such curve; false: no point of it.
cdef napi_value js_ec_convert(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef char[64] name
    cdef EC_GROUP* group
    cdef EC_POINT* point
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef int nid = OBJ_sn2nid(name) if short_text(env, argv[1], name, 64) else 0
    group = EC_GROUP_new_by_curve_name(nid) if nid != 0 else NULL
    ERR_clear_error()
    if group == NULL:
        return undefined(env)
    point = read_point(group, env, argv[0])
    if point == NULL:
        EC_GROUP_free(group)
        return boolean(env, False)
    result = point_bytes(env, group, point, integer(env, argv[2]))
    EC_POINT_free(point)
    EC_GROUP_free(group)
    return result


cdef void add_exchange(napi_env env, napi_value exports, State* state) noexcept nogil:
    add_function(env, exports, state, b"dhNew", js_dh_new)
    add_function(env, exports, state, b"dhGroup", js_dh_group)
    add_function(env, exports, state, b"dhCheck", js_dh_check)
    add_function(env, exports, state, b"dhNumber", js_dh_number)
    add_function(env, exports, state, b"dhGenerate", js_dh_generate)
    add_function(env, exports, state, b"dhSet", js_dh_set)
    add_function(env, exports, state, b"dhSecret", js_dh_secret)
    add_function(env, exports, state, b"ecNew", js_ec_new)
    add_function(env, exports, state, b"ecGenerate", js_ec_generate)
    add_function(env, exports, state, b"ecPoint", js_ec_point)
    add_function(env, exports, state, b"ecPrivate", js_ec_private)
    add_function(env, exports, state, b"ecSetPrivate", js_ec_set_private)
    add_function(env, exports, state, b"ecSetPublic", js_ec_set_public)
    add_function(env, exports, state, b"ecSecret", js_ec_secret)
    add_function(env, exports, state, b"ecConvert", js_ec_convert)
