# RSA and block ciphers on a whole message.

cdef enum:
    RSA_PUBLIC_ENCRYPT = 0
    RSA_PRIVATE_DECRYPT = 1
    RSA_PRIVATE_ENCRYPT = 2
    RSA_PUBLIC_DECRYPT = 3
    PADDING_OAEP = 4

ctypedef int (*transform)(EVP_PKEY_CTX* ctx, unsigned char* target, size_t* outlen, const unsigned char* source,
                          size_t inlen) noexcept nogil


cdef bint set_oaep(EVP_PKEY_CTX* context, Job* j) noexcept nogil:
    cdef EVP_MD* md = NULL
    cdef EVP_MD* mask = NULL
    cdef char* label
    cdef bint good = True
    if j.bytes[1].given:
        md = fetch_digest(text_of(j, 1))
        if md == NULL:
            return fails(j, b"ERR_OSSL_EVP_INVALID_DIGEST", b"Invalid digest used", 0)
        good = EVP_PKEY_CTX_set_rsa_oaep_md(context, md) > 0
    if good and j.bytes[3].given:
        mask = fetch_digest(text_of(j, 3))
        if mask == NULL:
            EVP_MD_free(md)
            return fails(j, b"ERR_OSSL_EVP_INVALID_DIGEST", b"Invalid digest used", 0)
        good = EVP_PKEY_CTX_set_rsa_mgf1_md(context, mask) > 0
    if good and j.bytes[2].given and j.bytes[2].size > 0:
        label = openssl_copy(j.bytes[2].data, j.bytes[2].size)
        good = EVP_PKEY_CTX_set0_rsa_oaep_label(context, label, <int>j.bytes[2].size) > 0
        if not good:
            openssl_free(label)
    EVP_MD_free(md)
    EVP_MD_free(mask)
    return good


cdef extern from *:
    """
    void *CRYPTO_memdup(const void *p, size_t size, const char *file, int line);
    #define naja_crypto_copy(p, n) ((char *)CRYPTO_memdup(p, n, "", 0))
    """
    char* openssl_copy "naja_crypto_copy"(const void* p, size_t size) noexcept nogil


# rsa: key 0; bytes: data, oaep hash, label, mgf1 hash; numbers: which, padding
cdef bint run_rsa(Job* j) noexcept nogil:
    cdef EVP_PKEY* key = j.keys[0].pkey
    cdef int which = <int>j.numbers[0]
    cdef int padding = <int>j.numbers[1]
    cdef EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(key, NULL)
    cdef transform go
    cdef int begun
    cdef size_t size = 0
    cdef bint good
    if which == RSA_PUBLIC_ENCRYPT:
        begun = EVP_PKEY_encrypt_init(context)
        go = EVP_PKEY_encrypt
    elif which == RSA_PRIVATE_DECRYPT:
        begun = EVP_PKEY_decrypt_init(context)
        go = EVP_PKEY_decrypt
    elif which == RSA_PRIVATE_ENCRYPT:
        begun = EVP_PKEY_sign_init(context)
        go = EVP_PKEY_sign
    else:
        begun = EVP_PKEY_verify_recover_init(context)
        go = EVP_PKEY_verify_recover
    good = begun > 0 and EVP_PKEY_CTX_set_rsa_padding(context, padding) > 0
    if good and which == RSA_PRIVATE_DECRYPT and padding == PADDING_PKCS1:
        # Only where OpenSSL answers wrong padding with random bytes instead of an error (CVE-2023-46809).
        good = EVP_PKEY_CTX_ctrl_str(context, b"rsa_pkcs1_implicit_rejection", b"1") > 0
    good = (good and (which > RSA_PRIVATE_DECRYPT or padding != PADDING_OAEP or set_oaep(context, j))
            and go(context, NULL, &size, data_of(j, 0), j.bytes[0].size) > 0 and room_for(j, size)
            and go(context, j.output, &size, data_of(j, 0), j.bytes[0].size) > 0)
    EVP_PKEY_CTX_free(context)
    j.size = size
    return good


# A whole message through a cipher. bytes: name, key, iv, data, additional data; numbers: encrypts, tag length (0: no tag).
# Encrypted, the tag is behind the data.
cdef bint run_cipher(Job* j) noexcept nogil:
    cdef const EVP_CIPHER* legacy = NULL
    cdef EVP_CIPHER* cipher = fetch_cipher(text_of(j, 0), &legacy)
    cdef EVP_CIPHER_CTX* context
    cdef bint encrypts = j.numbers[0] != 0
    cdef int way = 1 if encrypts else 0
    cdef size_t tag = <size_t>j.numbers[1]
    cdef size_t size = j.bytes[3].size
    cdef int mode
    cdef int written = 0
    cdef int ended = 0
    cdef int ignored = 0
    cdef bint good
    j.failure.message = b"Cipher job failed"
    if cipher == NULL:
        return fails(j, b"ERR_CRYPTO_UNKNOWN_CIPHER", b"Unknown cipher", 0)
    if not encrypts and size < tag:
        EVP_CIPHER_free(cipher)
        return False
    context = EVP_CIPHER_CTX_new()
    mode = EVP_CIPHER_get_mode(cipher)
    if mode == MODE_WRAP:
        EVP_CIPHER_CTX_set_flags(context, FLAG_WRAP_ALLOW)
    if not encrypts:
        size -= tag
    good = EVP_CipherInit_ex(context, cipher, NULL, NULL, NULL, way) == 1
    if good and tag > 0:
        good = EVP_CIPHER_CTX_ctrl(context, CTRL_AEAD_SET_IVLEN, <int>j.bytes[2].size, NULL) == 1
        if good and mode == MODE_OCB:
            good = EVP_CIPHER_CTX_ctrl(context, CTRL_AEAD_SET_TAG, <int>tag, NULL) == 1
        if good and not encrypts:
            good = EVP_CIPHER_CTX_ctrl(context, CTRL_AEAD_SET_TAG, <int>tag, data_of(j, 3) + size) == 1
    good = (good and EVP_CIPHER_get_key_length(cipher) == <int>j.bytes[1].size
            and EVP_CipherInit_ex(context, NULL, NULL, data_of(j, 1),
                                  data_of(j, 2) if j.bytes[2].size > 0 else NULL, way) == 1
            and (j.bytes[4].size == 0
                 or EVP_CipherUpdate(context, NULL, &ignored, j.bytes[4].data, <int>j.bytes[4].size) == 1)
            and room_for(j, size + 64 + tag)
            and ((size == 0 and mode != MODE_WRAP)
                 or EVP_CipherUpdate(context, j.output, &written, data_of(j, 3), <int>size) == 1)
            and EVP_CipherFinal_ex(context, j.output + written, &ended) == 1)
    if good:
        j.size = <size_t>(written + ended)
        if encrypts and tag > 0:
            good = EVP_CIPHER_CTX_ctrl(context, CTRL_AEAD_GET_TAG, <int>tag, j.output + j.size) == 1
            j.size += tag
    EVP_CIPHER_CTX_free(context)
    EVP_CIPHER_free(cipher)
    return good
