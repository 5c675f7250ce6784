# Keys and primes that are made.

cdef enum:
    EC_EXPLICIT = 0
    EC_NAMED = 1

cdef int curve_nid(const char* name) noexcept nogil:
    cdef int nid = EC_curve_nist2nid(name)
    return nid if nid != 0 else OBJ_sn2nid(name)


cdef bint generated(Job* j, EVP_PKEY_CTX* context, bint good) noexcept nogil:
    good = good and EVP_PKEY_generate(context, &j.made) > 0
    EVP_PKEY_CTX_free(context)
    return good


# numbers: bits, public exponent, salt length or -1; bytes: digest, mask's digest (of rsa-pss: number 3)
cdef bint run_make_rsa(Job* j) noexcept nogil:
    cdef bint pss = j.numbers[3] != 0
    cdef EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_id(912 if pss else 6, NULL)
    cdef BIGNUM* e = BN_new()
    cdef EVP_MD* md = NULL
    cdef EVP_MD* mask = NULL
    cdef bint good
    j.failure.message = b"Key generation job failed"
    BN_set_word(e, <unsigned long>j.numbers[1])
    good = (EVP_PKEY_keygen_init(context) > 0 and EVP_PKEY_CTX_set_rsa_keygen_bits(context, <int>j.numbers[0]) > 0
            and (j.numbers[1] == 0x10001 or EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context, e) > 0))
    BN_free(e)
    if good and pss and j.bytes[0].given:
        md = fetch_digest(text_of(j, 0))
        good = md != NULL and EVP_PKEY_CTX_set_rsa_pss_keygen_md(context, md) > 0
    if good and pss:
        # Without one of its own, the mask is made with the message's digest.
        if j.bytes[1].given:
            mask = fetch_digest(text_of(j, 1))
            good = mask != NULL
        if good and (mask != NULL or md != NULL):
            good = EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(context, mask if mask != NULL else md) > 0
    if good and pss and (j.numbers[2] >= 0 or md != NULL):
        good = EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(
            context, <int>j.numbers[2] if j.numbers[2] >= 0 else EVP_MD_get_size(md)) > 0
    good = generated(j, context, good)
    EVP_MD_free(md)
    EVP_MD_free(mask)
    return good


cdef bint from_parameters(Job* j, EVP_PKEY* parameters) noexcept nogil:
    cdef EVP_PKEY_CTX* context
    if parameters == NULL:
        return False
    context = EVP_PKEY_CTX_new(parameters, NULL)
    EVP_PKEY_free(parameters)
    return generated(j, context, context != NULL and EVP_PKEY_keygen_init(context) > 0)


# numbers: bits, bits of the divisor or -1
cdef bint run_make_dsa(Job* j) noexcept nogil:
    cdef EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_id(116, NULL)
    cdef EVP_PKEY* parameters = NULL
    cdef bint good
    j.failure.message = b"Key generation job failed"
    good = (EVP_PKEY_paramgen_init(context) > 0
            and EVP_PKEY_CTX_set_dsa_paramgen_bits(context, <int>j.numbers[0]) > 0
            and (j.numbers[1] < 0 or EVP_PKEY_CTX_set_dsa_paramgen_q_bits(context, <int>j.numbers[1]) > 0)
            and EVP_PKEY_generate(context, &parameters) > 0)
    EVP_PKEY_CTX_free(context)
    return good and from_parameters(j, parameters)


# bytes: curve; numbers: 1 where the curve is to be named
cdef bint run_make_ec(Job* j) noexcept nogil:
    cdef int nid = curve_nid(text_of(j, 0))
    cdef EVP_PKEY_CTX* context
    cdef EVP_PKEY* parameters = NULL
    cdef bint good
    j.failure.message = b"Key generation job failed"
    context = EVP_PKEY_CTX_new_id(408, NULL)
    good = (EVP_PKEY_paramgen_init(context) > 0 and EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, nid) > 0
            and EVP_PKEY_CTX_set_ec_param_enc(context, EC_NAMED if j.numbers[0] != 0 else EC_EXPLICIT) > 0
            and EVP_PKEY_generate(context, &parameters) > 0)
    EVP_PKEY_CTX_free(context)
    return good and from_parameters(j, parameters)


# bytes: OpenSSL's name of a type that needs no parameters
cdef bint run_make_named(Job* j) noexcept nogil:
    cdef EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(NULL, text_of(j, 0), NULL)
    j.failure.message = b"Key generation job failed"
    return generated(j, context, context != NULL and EVP_PKEY_keygen_init(context) > 0)


# bytes: prime or group's name (numbers 2); numbers: bits, generator, whether a group
cdef bint run_make_dh(Job* j) noexcept nogil:
    cdef EVP_PKEY* parameters = NULL
    cdef EVP_PKEY_CTX* context
    cdef DH* dh
    cdef BIGNUM* p
    cdef BIGNUM* g
    cdef bint good
    j.failure.message = b"Key generation job failed"
    if j.bytes[0].given:
        if j.numbers[2] != 0:
            p = group_prime(text_of(j, 0))
            if p == NULL:
                return fails(j, b"ERR_CRYPTO_UNKNOWN_DH_GROUP", b"Unknown DH group", 0)
        else:
            p = BN_bin2bn(j.bytes[0].data, <int>j.bytes[0].size, NULL)
            if p == NULL:
                return False
        g = BN_new()
        BN_set_word(g, <unsigned long>(2 if j.numbers[2] != 0 else j.numbers[1]))
        dh = DH_new()
        DH_set0_pqg(dh, p, NULL, g)
        parameters = EVP_PKEY_new()
        EVP_PKEY_set1_DH(parameters, dh)
        DH_free(dh)
        return from_parameters(j, parameters)
    context = EVP_PKEY_CTX_new_id(28, NULL)
    good = (EVP_PKEY_paramgen_init(context) > 0
            and EVP_PKEY_CTX_set_dh_paramgen_prime_len(context, <int>j.numbers[0]) > 0
            and EVP_PKEY_CTX_set_dh_paramgen_generator(context, <int>j.numbers[1]) > 0
            and EVP_PKEY_generate(context, &parameters) > 0)
    EVP_PKEY_CTX_free(context)
    return good and from_parameters(j, parameters)


# numbers: how many random bytes
cdef bint run_random(Job* j) noexcept nogil:
    return room_for(j, <size_t>j.numbers[0]) and (j.size == 0 or RAND_bytes(j.output, <int>j.size) == 1)


# numbers: bits, safe; bytes: add, rem
cdef bint run_make_prime(Job* j) noexcept nogil:
    cdef BN_CTX* context = BN_CTX_secure_new()
    cdef BIGNUM* prime = BN_new()
    cdef BIGNUM* add = NULL
    cdef BIGNUM* rem = NULL
    cdef bint good
    j.failure.message = b"Prime generation failed"
    if j.bytes[0].given:
        add = BN_bin2bn(j.bytes[0].data, <int>j.bytes[0].size, NULL)
    if j.bytes[1].given:
        rem = BN_bin2bn(j.bytes[1].data, <int>j.bytes[1].size, NULL)
    good = BN_generate_prime_ex2(prime, <int>j.numbers[0], 1 if j.numbers[1] != 0 else 0, add, rem, NULL, context) == 1
    if good:
        good = room_for(j, <size_t>((BN_num_bits(prime) + 7) // 8))
        BN_bn2binpad(prime, j.output, <int>j.size)
    BN_clear_free(prime)
    BN_free(add)
    BN_free(rem)
    BN_CTX_free(context)
    return good


# bytes: candidate; numbers: checks
cdef bint run_check_prime(Job* j) noexcept nogil:
    cdef BN_CTX* context = BN_CTX_new()
    cdef BIGNUM* candidate = BN_bin2bn(j.bytes[0].data, <int>j.bytes[0].size, NULL)
    cdef int answer = -1
    if candidate != NULL:
        answer = BN_is_prime_ex(candidate, <int>j.numbers[0], context, NULL)
    BN_CTX_free(context)
    BN_clear_free(candidate)
    j.failure.message = b"Prime check failed"
    return answer >= 0 and says(j, answer == 1)
