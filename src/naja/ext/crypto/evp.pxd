# What is called of OpenSSL 3's libcrypto, from its documentation. Cython writes the C prototypes, so that no header is
# needed to build; all structures are opaque.
from libc.stdint cimport uint32_t, uint64_t

cdef extern from *:
    """
    typedef struct ossl_provider_st OSSL_PROVIDER;
    typedef struct bio_st BIO;
    typedef struct bio_method_st BIO_METHOD;
    typedef struct bignum_st BIGNUM;
    typedef struct bignum_ctx BN_CTX;
    typedef struct bn_gencb_st BN_GENCB;
    typedef struct evp_md_st EVP_MD;
    typedef struct evp_md_ctx_st EVP_MD_CTX;
    typedef struct evp_mac_st EVP_MAC;
    typedef struct evp_mac_ctx_st EVP_MAC_CTX;
    typedef struct evp_cipher_st EVP_CIPHER;
    typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;
    typedef struct evp_kdf_st EVP_KDF;
    typedef struct evp_kdf_ctx_st EVP_KDF_CTX;
    typedef struct evp_pkey_st EVP_PKEY;
    typedef struct evp_pkey_ctx_st EVP_PKEY_CTX;
    typedef struct hmac_ctx_st HMAC_CTX;
    typedef struct rsa_st RSA;
    typedef struct dh_st DH;
    typedef struct ec_key_st EC_KEY;
    typedef struct ec_group_st EC_GROUP;
    typedef struct ec_point_st EC_POINT;
    typedef struct ECDSA_SIG_st ECDSA_SIG;
    typedef struct x509_st X509;
    typedef struct X509_name_st X509_NAME;
    typedef struct X509_sig_st X509_SIG;
    typedef struct pkcs8_priv_key_info_st PKCS8_PRIV_KEY_INFO;
    typedef struct PKCS12_st PKCS12;
    typedef struct asn1_string_st ASN1_STRING;
    typedef struct asn1_object_st ASN1_OBJECT;
    typedef struct x509_store_ctx_st X509_STORE_CTX;
    typedef struct stack_st OPENSSL_STACK;
    typedef struct ossl_param_bld_st OSSL_PARAM_BLD;
    typedef struct ossl_param_st {
      const char *key; unsigned int data_type; void *data; size_t data_size; size_t return_size;
    } OSSL_PARAM;
    typedef struct { int nid; const char *comment; } EC_builtin_curve;
    typedef struct { ASN1_OBJECT *algorithm; void *parameter; } X509_ALGOR;
    typedef struct { void *pubkey; ASN1_STRING *challenge; } NETSCAPE_SPKAC;
    typedef struct { NETSCAPE_SPKAC *spkac; X509_ALGOR sig_algor; ASN1_STRING *signature; } NETSCAPE_SPKI;
    """
    ctypedef struct OSSL_PROVIDER:
        pass
    ctypedef struct BIO:
        pass
    ctypedef struct BIO_METHOD:
        pass
    ctypedef struct BIGNUM:
        pass
    ctypedef struct BN_CTX:
        pass
    ctypedef struct BN_GENCB:
        pass
    ctypedef struct EVP_MD:
        pass
    ctypedef struct EVP_MD_CTX:
        pass
    ctypedef struct EVP_MAC:
        pass
    ctypedef struct EVP_MAC_CTX:
        pass
    ctypedef struct EVP_CIPHER:
        pass
    ctypedef struct EVP_CIPHER_CTX:
        pass
    ctypedef struct EVP_KDF:
        pass
    ctypedef struct EVP_KDF_CTX:
        pass
    ctypedef struct EVP_PKEY:
        pass
    ctypedef struct EVP_PKEY_CTX:
        pass
    ctypedef struct HMAC_CTX:
        pass
    ctypedef struct RSA:
        pass
    ctypedef struct DH:
        pass
    ctypedef struct EC_KEY:
        pass
    ctypedef struct EC_GROUP:
        pass
    ctypedef struct EC_POINT:
        pass
    ctypedef struct ECDSA_SIG:
        pass
    ctypedef struct X509:
        pass
    ctypedef struct X509_NAME:
        pass
    ctypedef struct X509_SIG:
        pass
    ctypedef struct PKCS8_PRIV_KEY_INFO:
        pass
    ctypedef struct PKCS12:
        pass
    ctypedef struct ASN1_STRING:
        pass
    ctypedef struct ASN1_OBJECT:
        pass
    ctypedef struct OPENSSL_STACK:
        pass
    ctypedef struct OSSL_PARAM_BLD:
        pass
    ctypedef struct OSSL_PARAM:
        const char* key
    ctypedef struct EC_builtin_curve:
        int nid
        const char* comment
    ctypedef struct NETSCAPE_SPKAC:
        ASN1_STRING* challenge
    ctypedef struct NETSCAPE_SPKI:
        NETSCAPE_SPKAC* spkac

ctypedef int (*pem_password_cb)(char* buf, int size, int rwflag, void* userdata) noexcept nogil

cdef extern nogil:
    # Errors, memory
    unsigned long ERR_get_error()
    unsigned long ERR_peek_error()
    unsigned long ERR_peek_last_error()
    void ERR_clear_error()
    int ERR_set_mark()
    int ERR_pop_to_mark()
    void ERR_error_string_n(unsigned long e, char* buf, size_t size)
    const char* ERR_lib_error_string(unsigned long e)
    const char* ERR_reason_error_string(unsigned long e)
    void CRYPTO_free(void* ptr, const char* file, int line)
    int CRYPTO_memcmp(const void* a, const void* b, size_t size)
    void OPENSSL_cleanse(void* ptr, size_t size)
    int RAND_bytes(unsigned char* buf, int num)
    int EVP_default_properties_is_fips_enabled(void* library)
    int EVP_default_properties_enable_fips(void* library, int enable)

    OSSL_PROVIDER* OSSL_PROVIDER_try_load(void* library, const char* name, int retain_fallbacks)
    int OSSL_PROVIDER_add_conf_parameter(OSSL_PROVIDER* provider, const char* name, const char* value)

    # BIO, big numbers, objects
    const BIO_METHOD* BIO_s_mem()
    BIO* BIO_new(const BIO_METHOD* type)
    BIO* BIO_new_mem_buf(const void* buf, int size)
    int BIO_free(BIO* a)
    int BIO_write(BIO* b, const void* data, int size)
    long BIO_ctrl(BIO* bp, int cmd, long larg, void* parg)
    BIGNUM* BN_new()
    BIGNUM* BN_dup(const BIGNUM* a)
    BIGNUM* BN_bin2bn(const unsigned char* s, int size, BIGNUM* ret)
    int BN_bn2binpad(const BIGNUM* a, unsigned char* to, int size)
    int BN_num_bits(const BIGNUM* a)
    int BN_is_zero(const BIGNUM* a)
    int BN_is_one(const BIGNUM* a)
    int BN_is_negative(const BIGNUM* a)
    int BN_cmp(const BIGNUM* a, const BIGNUM* b)
    int BN_set_word(BIGNUM* a, unsigned long w)
    unsigned long BN_get_word(const BIGNUM* a)
    char* BN_bn2hex(const BIGNUM* a)
    void BN_free(BIGNUM* a)
    void BN_clear_free(BIGNUM* a)
    BN_CTX* BN_CTX_secure_new()
    BN_CTX* BN_CTX_new()
    void BN_CTX_free(BN_CTX* c)
    int BN_check_prime(const BIGNUM* p, BN_CTX* ctx, BN_GENCB* cb)
    int BN_is_prime_ex(const BIGNUM* p, int checks, BN_CTX* ctx, BN_GENCB* cb)
    int BN_generate_prime_ex2(BIGNUM* ret, int bits, int safe, const BIGNUM* add, const BIGNUM* rem, BN_GENCB* cb,
                              BN_CTX* ctx)
    BIGNUM* BN_get_rfc2409_prime_768(BIGNUM* bn)
    BIGNUM* BN_get_rfc2409_prime_1024(BIGNUM* bn)
    BIGNUM* BN_get_rfc3526_prime_1536(BIGNUM* bn)
    BIGNUM* BN_get_rfc3526_prime_2048(BIGNUM* bn)
    BIGNUM* BN_get_rfc3526_prime_3072(BIGNUM* bn)
    BIGNUM* BN_get_rfc3526_prime_4096(BIGNUM* bn)
    BIGNUM* BN_get_rfc3526_prime_6144(BIGNUM* bn)
    BIGNUM* BN_get_rfc3526_prime_8192(BIGNUM* bn)
    int OBJ_txt2nid(const char* s)
    int OBJ_sn2nid(const char* s)
    int OBJ_ln2nid(const char* s)
    const char* OBJ_nid2sn(int n)
    const char* OBJ_nid2ln(int n)
    int OBJ_obj2nid(const ASN1_OBJECT* o)

    # Digests and MACs
    EVP_MD* EVP_MD_fetch(void* library, const char* algorithm, const char* properties)
    void EVP_MD_free(EVP_MD* md)
    unsigned long EVP_MD_get_flags(const EVP_MD* md)
    int EVP_MD_get_size(const EVP_MD* md)
    int EVP_MD_get_type(const EVP_MD* md)
    const char* EVP_MD_get0_name(const EVP_MD* md)
    const EVP_MD* EVP_get_digestbyname(const char* name)
    void EVP_MD_do_all_sorted(void (*fn)(const EVP_MD* m, const char* name, const char* alias, void* x)
                              noexcept nogil, void* arg)
    void EVP_MD_do_all_provided(void* library, void (*fn)(EVP_MD* md, void* arg) noexcept nogil, void* arg)
    int EVP_MD_names_do_all(const EVP_MD* md, void (*fn)(const char* name, void* data) noexcept nogil, void* data)
    void EVP_MAC_do_all_provided(void* library, void (*fn)(EVP_MAC* mac, void* arg) noexcept nogil, void* arg)
    int EVP_MAC_names_do_all(const EVP_MAC* mac, void (*fn)(const char* name, void* data) noexcept nogil, void* data)
    EVP_MD_CTX* EVP_MD_CTX_new()
    void EVP_MD_CTX_free(EVP_MD_CTX* ctx)
    int EVP_MD_CTX_copy_ex(EVP_MD_CTX* target, const EVP_MD_CTX* source)
    int EVP_DigestInit_ex(EVP_MD_CTX* ctx, const EVP_MD* type, void* engine)
    int EVP_DigestUpdate(EVP_MD_CTX* ctx, const void* data, size_t count)
    int EVP_DigestFinal_ex(EVP_MD_CTX* ctx, unsigned char* md, unsigned int* size)
    int EVP_DigestFinalXOF(EVP_MD_CTX* ctx, unsigned char* md, size_t size)
    HMAC_CTX* HMAC_CTX_new()
    void HMAC_CTX_free(HMAC_CTX* ctx)
    int HMAC_CTX_copy(HMAC_CTX* target, HMAC_CTX* source)
    int HMAC_Init_ex(HMAC_CTX* ctx, const void* key, int size, const EVP_MD* md, void* engine)
    int HMAC_Update(HMAC_CTX* ctx, const unsigned char* data, size_t size)
    int HMAC_Final(HMAC_CTX* ctx, unsigned char* md, unsigned int* size)
    EVP_MAC* EVP_MAC_fetch(void* library, const char* algorithm, const char* properties)
    void EVP_MAC_free(EVP_MAC* mac)
    EVP_MAC_CTX* EVP_MAC_CTX_new(EVP_MAC* mac)
    void EVP_MAC_CTX_free(EVP_MAC_CTX* ctx)
    int EVP_MAC_init(EVP_MAC_CTX* ctx, const unsigned char* key, size_t size, const OSSL_PARAM* params)
    int EVP_MAC_update(EVP_MAC_CTX* ctx, const unsigned char* data, size_t size)
    int EVP_MAC_final(EVP_MAC_CTX* ctx, unsigned char* target, size_t* written, size_t room)

    # Derivation
    int PKCS5_PBKDF2_HMAC(const char* pass_, int passlen, const unsigned char* salt, int saltlen, int iterations,
                          const EVP_MD* digest, int keylen, unsigned char* target)
    int EVP_PBE_scrypt(const char* pass_, size_t passlen, const unsigned char* salt, size_t saltlen, uint64_t n,
                       uint64_t r, uint64_t p, uint64_t maxmem, unsigned char* key, size_t keylen)
    EVP_KDF* EVP_KDF_fetch(void* library, const char* algorithm, const char* properties)
    void EVP_KDF_free(EVP_KDF* kdf)
    EVP_KDF_CTX* EVP_KDF_CTX_new(EVP_KDF* kdf)
    void EVP_KDF_CTX_free(EVP_KDF_CTX* ctx)
    int EVP_KDF_derive(EVP_KDF_CTX* ctx, unsigned char* key, size_t keylen, const OSSL_PARAM* params)

    # Parameters
    OSSL_PARAM_BLD* OSSL_PARAM_BLD_new()
    void OSSL_PARAM_BLD_free(OSSL_PARAM_BLD* bld)
    OSSL_PARAM* OSSL_PARAM_BLD_to_param(OSSL_PARAM_BLD* bld)
    void OSSL_PARAM_free(OSSL_PARAM* params)
    int OSSL_PARAM_BLD_push_int(OSSL_PARAM_BLD* bld, const char* key, int value)
    int OSSL_PARAM_BLD_push_uint32(OSSL_PARAM_BLD* bld, const char* key, uint32_t value)
    int OSSL_PARAM_BLD_push_size_t(OSSL_PARAM_BLD* bld, const char* key, size_t value)
    int OSSL_PARAM_BLD_push_BN(OSSL_PARAM_BLD* bld, const char* key, const BIGNUM* bn)
    int OSSL_PARAM_BLD_push_utf8_string(OSSL_PARAM_BLD* bld, const char* key, const char* buf, size_t size)
    int OSSL_PARAM_BLD_push_octet_string(OSSL_PARAM_BLD* bld, const char* key, const void* buf, size_t size)

    # Ciphers
    EVP_CIPHER* EVP_CIPHER_fetch(void* library, const char* algorithm, const char* properties)
    int EVP_CIPHER_up_ref(EVP_CIPHER* cipher)
    void EVP_CIPHER_free(EVP_CIPHER* cipher)
    const EVP_CIPHER* EVP_get_cipherbyname(const char* name)
    void EVP_CIPHER_do_all_sorted(void (*fn)(const EVP_CIPHER* c, const char* name, const char* alias, void* x)
                                  noexcept nogil, void* arg)
    void EVP_CIPHER_do_all_provided(void* library, void (*fn)(EVP_CIPHER* cipher, void* arg) noexcept nogil, void* arg)
    int EVP_CIPHER_names_do_all(const EVP_CIPHER* cipher, void (*fn)(const char* name, void* data) noexcept nogil,
                                void* data)
    int EVP_CIPHER_get_nid(const EVP_CIPHER* cipher)
    int EVP_CIPHER_get_mode(const EVP_CIPHER* cipher)
    int EVP_CIPHER_get_key_length(const EVP_CIPHER* cipher)
    int EVP_CIPHER_get_iv_length(const EVP_CIPHER* cipher)
    int EVP_CIPHER_get_block_size(const EVP_CIPHER* cipher)
    unsigned long EVP_CIPHER_get_flags(const EVP_CIPHER* cipher)
    const char* EVP_CIPHER_get0_name(const EVP_CIPHER* cipher)
    int EVP_CIPHER_is_a(const EVP_CIPHER* cipher, const char* name)
    EVP_CIPHER_CTX* EVP_CIPHER_CTX_new()
    void EVP_CIPHER_CTX_free(EVP_CIPHER_CTX* c)
    void EVP_CIPHER_CTX_set_flags(EVP_CIPHER_CTX* ctx, int flags)
    int EVP_CIPHER_CTX_ctrl(EVP_CIPHER_CTX* ctx, int type, int arg, void* ptr)
    int EVP_CIPHER_CTX_set_key_length(EVP_CIPHER_CTX* ctx, int keylen)
    int EVP_CIPHER_CTX_set_padding(EVP_CIPHER_CTX* ctx, int pad)
    int EVP_CIPHER_CTX_set_params(EVP_CIPHER_CTX* ctx, const OSSL_PARAM* params)
    int EVP_CipherInit_ex(EVP_CIPHER_CTX* ctx, const EVP_CIPHER* cipher, void* engine, const unsigned char* key,
                          const unsigned char* iv, int enc)
    int EVP_CipherUpdate(EVP_CIPHER_CTX* ctx, unsigned char* target, int* outl, const unsigned char* source, int inl)
    int EVP_CipherFinal_ex(EVP_CIPHER_CTX* ctx, unsigned char* target, int* outl)

    # Keys
    int EVP_PKEY_up_ref(EVP_PKEY* key)
    void EVP_PKEY_free(EVP_PKEY* key)
    EVP_PKEY* EVP_PKEY_new()
    int EVP_PKEY_set1_DH(EVP_PKEY* key, DH* dh)
    int EVP_PKEY_get_base_id(const EVP_PKEY* pkey)
    int EVP_PKEY_get_id(const EVP_PKEY* pkey)
    int EVP_PKEY_is_a(const EVP_PKEY* pkey, const char* name)
    const char* EVP_PKEY_get0_type_name(const EVP_PKEY* key)
    int EVP_PKEY_get_bits(const EVP_PKEY* pkey)
    int EVP_PKEY_get_size(const EVP_PKEY* pkey)
    int EVP_PKEY_get_security_bits(const EVP_PKEY* pkey)
    int EVP_PKEY_eq(const EVP_PKEY* a, const EVP_PKEY* b)
    int EVP_PKEY_get_default_digest_nid(EVP_PKEY* key, int* nid)
    int EVP_PKEY_get_utf8_string_param(const EVP_PKEY* pkey, const char* key, char* str, size_t max, size_t* size)
    int EVP_PKEY_get_bn_param(const EVP_PKEY* pkey, const char* key, BIGNUM** bn)
    int EVP_PKEY_get_int_param(const EVP_PKEY* pkey, const char* key, int* value)
    int EVP_PKEY_get_octet_string_param(const EVP_PKEY* pkey, const char* key, unsigned char* buf, size_t max,
                                        size_t* size)
    int EVP_PKEY_set_utf8_string_param(EVP_PKEY* pkey, const char* key, const char* value)
    int EVP_PKEY_get_raw_public_key(const EVP_PKEY* pkey, unsigned char* pub, size_t* size)
    int EVP_PKEY_get_raw_private_key(const EVP_PKEY* pkey, unsigned char* priv, size_t* size)
    EVP_PKEY* EVP_PKEY_new_raw_public_key_ex(void* library, const char* type, const char* properties,
                                             const unsigned char* key, size_t size)
    EVP_PKEY* EVP_PKEY_new_raw_private_key_ex(void* library, const char* type, const char* properties,
                                              const unsigned char* key, size_t size)
    EVP_PKEY_CTX* EVP_PKEY_CTX_new(EVP_PKEY* pkey, void* engine)
    EVP_PKEY_CTX* EVP_PKEY_CTX_new_id(int id, void* engine)
    EVP_PKEY_CTX* EVP_PKEY_CTX_new_from_name(void* library, const char* name, const char* properties)
    void EVP_PKEY_CTX_free(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_CTX_set_params(EVP_PKEY_CTX* ctx, const OSSL_PARAM* params)
    int EVP_PKEY_CTX_ctrl_str(EVP_PKEY_CTX* ctx, const char* type, const char* value)
    int EVP_PKEY_fromdata_init(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_fromdata(EVP_PKEY_CTX* ctx, EVP_PKEY** ppkey, int selection, OSSL_PARAM* params)
    int EVP_PKEY_public_check(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_public_check_quick(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_pairwise_check(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_keygen_init(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_paramgen_init(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_generate(EVP_PKEY_CTX* ctx, EVP_PKEY** ppkey)
    int EVP_PKEY_sign_init(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_sign(EVP_PKEY_CTX* ctx, unsigned char* sig, size_t* siglen, const unsigned char* tbs, size_t tbslen)
    int EVP_PKEY_verify_init(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_verify(EVP_PKEY_CTX* ctx, const unsigned char* sig, size_t siglen, const unsigned char* tbs,
                        size_t tbslen)
    int EVP_PKEY_verify_recover_init(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_verify_recover(EVP_PKEY_CTX* ctx, unsigned char* target, size_t* outlen, const unsigned char* sig,
                                size_t siglen)
    int EVP_PKEY_encrypt_init(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_encrypt(EVP_PKEY_CTX* ctx, unsigned char* target, size_t* outlen, const unsigned char* source,
                         size_t inlen)
    int EVP_PKEY_decrypt_init(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_decrypt(EVP_PKEY_CTX* ctx, unsigned char* target, size_t* outlen, const unsigned char* source,
                         size_t inlen)
    int EVP_PKEY_derive_init(EVP_PKEY_CTX* ctx)
    int EVP_PKEY_derive_set_peer(EVP_PKEY_CTX* ctx, EVP_PKEY* peer)
    int EVP_PKEY_derive(EVP_PKEY_CTX* ctx, unsigned char* key, size_t* keylen)
    int EVP_PKEY_encapsulate_init(EVP_PKEY_CTX* ctx, const OSSL_PARAM* params)
    int EVP_PKEY_encapsulate(EVP_PKEY_CTX* ctx, unsigned char* wrapped, size_t* wrappedlen, unsigned char* secret,
                             size_t* secretlen)
    int EVP_PKEY_decapsulate_init(EVP_PKEY_CTX* ctx, const OSSL_PARAM* params)
    int EVP_PKEY_decapsulate(EVP_PKEY_CTX* ctx, unsigned char* secret, size_t* secretlen,
                             const unsigned char* wrapped, size_t wrappedlen)
    int EVP_PKEY_CTX_set_rsa_padding(EVP_PKEY_CTX* ctx, int pad_mode)
    int EVP_PKEY_CTX_set_rsa_pss_saltlen(EVP_PKEY_CTX* ctx, int saltlen)
    int EVP_PKEY_CTX_set_rsa_oaep_md(EVP_PKEY_CTX* ctx, const EVP_MD* md)
    int EVP_PKEY_CTX_set_rsa_mgf1_md(EVP_PKEY_CTX* ctx, const EVP_MD* md)
    int EVP_PKEY_CTX_set0_rsa_oaep_label(EVP_PKEY_CTX* ctx, void* label, int size)
    int EVP_PKEY_CTX_set_signature_md(EVP_PKEY_CTX* ctx, const EVP_MD* md)
    int EVP_PKEY_CTX_set_rsa_keygen_bits(EVP_PKEY_CTX* ctx, int bits)
    int EVP_PKEY_CTX_set1_rsa_keygen_pubexp(EVP_PKEY_CTX* ctx, BIGNUM* e)
    int EVP_PKEY_CTX_set_rsa_pss_keygen_md(EVP_PKEY_CTX* ctx, const EVP_MD* md)
    int EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(EVP_PKEY_CTX* ctx, const EVP_MD* md)
    int EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(EVP_PKEY_CTX* ctx, int saltlen)
    int EVP_PKEY_CTX_set_dsa_paramgen_bits(EVP_PKEY_CTX* ctx, int bits)
    int EVP_PKEY_CTX_set_dsa_paramgen_q_bits(EVP_PKEY_CTX* ctx, int bits)
    int EVP_PKEY_CTX_set_ec_paramgen_curve_nid(EVP_PKEY_CTX* ctx, int nid)
    int EVP_PKEY_CTX_set_ec_param_enc(EVP_PKEY_CTX* ctx, int enc)
    int EVP_PKEY_CTX_set_dh_paramgen_prime_len(EVP_PKEY_CTX* ctx, int size)
    int EVP_PKEY_CTX_set_dh_paramgen_generator(EVP_PKEY_CTX* ctx, int generator)
    int EVP_DigestSignInit(EVP_MD_CTX* ctx, EVP_PKEY_CTX** pctx, const EVP_MD* type, void* engine, EVP_PKEY* pkey)
    int EVP_DigestVerifyInit(EVP_MD_CTX* ctx, EVP_PKEY_CTX** pctx, const EVP_MD* type, void* engine, EVP_PKEY* pkey)
    int EVP_DigestSign(EVP_MD_CTX* ctx, unsigned char* sig, size_t* siglen, const unsigned char* tbs, size_t tbslen)
    int EVP_DigestVerify(EVP_MD_CTX* ctx, const unsigned char* sig, size_t siglen, const unsigned char* tbs,
                         size_t tbslen)

    # Reading and writing keys
    int PEM_bytes_read_bio(unsigned char** pdata, long* plen, char** pnm, const char* name, BIO* bp,
                           pem_password_cb cb, void* u)
    EVP_PKEY* PEM_read_bio_PrivateKey(BIO* bp, EVP_PKEY** x, pem_password_cb cb, void* u)
    int PEM_write_bio_PUBKEY(BIO* bp, const EVP_PKEY* x)
    int PEM_write_bio_PKCS8PrivateKey(BIO* bp, const EVP_PKEY* x, const EVP_CIPHER* enc, const char* kstr, int klen,
                                      pem_password_cb cb, void* u)
    int i2d_PKCS8PrivateKey_bio(BIO* bp, const EVP_PKEY* x, const EVP_CIPHER* enc, const char* kstr, int klen,
                                pem_password_cb cb, void* u)
    int PEM_write_bio_RSAPublicKey(BIO* bp, const RSA* x)
    int PEM_write_bio_RSAPrivateKey(BIO* bp, const RSA* x, const EVP_CIPHER* enc, const unsigned char* kstr, int klen,
                                    pem_password_cb cb, void* u)
    int PEM_write_bio_ECPrivateKey(BIO* bp, const EC_KEY* x, const EVP_CIPHER* enc, const unsigned char* kstr,
                                   int klen, pem_password_cb cb, void* u)
    int i2d_PUBKEY(const EVP_PKEY* a, unsigned char** pp)
    int i2d_PUBKEY_bio(BIO* bp, const EVP_PKEY* x)
    int i2d_RSAPublicKey_bio(BIO* bp, const RSA* x)
    int i2d_RSAPrivateKey_bio(BIO* bp, const RSA* x)
    int i2d_ECPrivateKey_bio(BIO* bp, const EC_KEY* x)
    EVP_PKEY* d2i_PUBKEY(EVP_PKEY** a, const unsigned char** pp, long size)
    EVP_PKEY* d2i_PublicKey(int type, EVP_PKEY** a, const unsigned char** pp, long size)
    EVP_PKEY* d2i_PrivateKey(int type, EVP_PKEY** a, const unsigned char** pp, long size)
    EVP_PKEY* d2i_PKCS8PrivateKey_bio(BIO* bp, EVP_PKEY** x, pem_password_cb cb, void* u)
    PKCS8_PRIV_KEY_INFO* d2i_PKCS8_PRIV_KEY_INFO_bio(BIO* bp, PKCS8_PRIV_KEY_INFO** p8)
    void PKCS8_PRIV_KEY_INFO_free(PKCS8_PRIV_KEY_INFO* p8)
    EVP_PKEY* EVP_PKCS82PKEY(const PKCS8_PRIV_KEY_INFO* p8)
    X509_SIG* d2i_X509_SIG(X509_SIG** a, const unsigned char** pp, long size)
    void X509_SIG_free(X509_SIG* a)
    RSA* EVP_PKEY_get0_RSA(const EVP_PKEY* pkey)
    EC_KEY* EVP_PKEY_get0_EC_KEY(const EVP_PKEY* pkey)

    # Elliptic curves, Diffie-Hellman
    size_t EC_get_builtin_curves(EC_builtin_curve* r, size_t nitems)
    int EC_curve_nist2nid(const char* name)
    EC_KEY* EC_KEY_new_by_curve_name(int nid)
    void EC_KEY_free(EC_KEY* key)
    int EC_KEY_generate_key(EC_KEY* key)
    int EC_KEY_check_key(const EC_KEY* key)
    const EC_GROUP* EC_KEY_get0_group(const EC_KEY* key)
    const EC_POINT* EC_KEY_get0_public_key(const EC_KEY* key)
    const BIGNUM* EC_KEY_get0_private_key(const EC_KEY* key)
    int EC_KEY_set_private_key(EC_KEY* key, const BIGNUM* prv)
    int EC_KEY_set_public_key(EC_KEY* key, const EC_POINT* pub)
    int EC_GROUP_get_curve_name(const EC_GROUP* group)
    int EC_GROUP_get_degree(const EC_GROUP* group)
    int EC_GROUP_order_bits(const EC_GROUP* group)
    const BIGNUM* EC_GROUP_get0_order(const EC_GROUP* group)
    EC_GROUP* EC_GROUP_new_by_curve_name(int nid)
    void EC_GROUP_free(EC_GROUP* group)
    EC_POINT* EC_POINT_new(const EC_GROUP* group)
    void EC_POINT_free(EC_POINT* point)
    int EC_POINT_mul(const EC_GROUP* group, EC_POINT* r, const BIGNUM* n, const EC_POINT* q, const BIGNUM* m,
                     BN_CTX* ctx)
    int EC_POINT_oct2point(const EC_GROUP* group, EC_POINT* p, const unsigned char* buf, size_t size, BN_CTX* ctx)
    size_t EC_POINT_point2oct(const EC_GROUP* group, const EC_POINT* p, int form, unsigned char* buf, size_t size,
                              BN_CTX* ctx)
    int ECDH_compute_key(void* target, size_t size, const EC_POINT* pub_key, const EC_KEY* ecdh, void* kdf)
    ECDSA_SIG* ECDSA_SIG_new()
    void ECDSA_SIG_free(ECDSA_SIG* sig)
    void ECDSA_SIG_get0(const ECDSA_SIG* sig, const BIGNUM** r, const BIGNUM** s)
    int ECDSA_SIG_set0(ECDSA_SIG* sig, BIGNUM* r, BIGNUM* s)
    ECDSA_SIG* d2i_ECDSA_SIG(ECDSA_SIG** psig, const unsigned char** pp, long size)
    int i2d_ECDSA_SIG(const ECDSA_SIG* sig, unsigned char** pp)
    DH* DH_new()
    void DH_free(DH* dh)
    int DH_generate_parameters_ex(DH* dh, int prime_len, int generator, BN_GENCB* cb)
    int DH_generate_key(DH* dh)
    int DH_check(const DH* dh, int* codes)
    int DH_check_pub_key(const DH* dh, const BIGNUM* pub_key, int* codes)
    int DH_compute_key(unsigned char* key, const BIGNUM* pub_key, DH* dh)
    int DH_size(const DH* dh)
    int DH_set0_pqg(DH* dh, BIGNUM* p, BIGNUM* q, BIGNUM* g)
    void DH_get0_pqg(const DH* dh, const BIGNUM** p, const BIGNUM** q, const BIGNUM** g)
    int DH_set0_key(DH* dh, BIGNUM* pub_key, BIGNUM* priv_key)
    void DH_get0_key(const DH* dh, const BIGNUM** pub_key, const BIGNUM** priv_key)

    # Certificates
    X509* d2i_X509(X509** a, const unsigned char** pp, long size)
    int i2d_X509(const X509* a, unsigned char** pp)
    X509* PEM_read_bio_X509(BIO* bp, X509** x, pem_password_cb cb, void* u)
    int PEM_write_bio_X509(BIO* bp, const X509* x)
    void X509_free(X509* a)
    int X509_up_ref(X509* x)
    EVP_PKEY* X509_get_pubkey(X509* x)
    EVP_PKEY* X509_get0_pubkey(const X509* x)
    X509_NAME* X509_get_subject_name(const X509* a)
    X509_NAME* X509_get_issuer_name(const X509* a)
    int X509_NAME_print_ex(BIO* bp, const X509_NAME* nm, int indent, unsigned long flags)
    int X509_check_ca(X509* x)
    int X509_check_issued(X509* issuer, X509* subject)
    int X509_check_private_key(const X509* x509, const EVP_PKEY* pkey)
    int X509_verify(X509* a, EVP_PKEY* key)
    int X509_check_host(X509* x, const char* chk, size_t chklen, unsigned int flags, char** peername)
    int X509_check_email(X509* x, const char* chk, size_t chklen, unsigned int flags)
    int X509_check_ip_asc(X509* x, const char* ipasc, unsigned int flags)
    const ASN1_STRING* X509_get0_notBefore(const X509* x)
    const ASN1_STRING* X509_get0_notAfter(const X509* x)
    int X509_get_signature_nid(const X509* x)
    void X509_get0_signature(const ASN1_STRING** psig, const void** palg, const X509* x)
    int ASN1_TIME_to_tm(const ASN1_STRING* s, void* tm)
    int ASN1_STRING_length(const ASN1_STRING* x)
    const unsigned char* ASN1_STRING_get0_data(const ASN1_STRING* x)
    int ASN1_STRING_to_UTF8(unsigned char** target, const ASN1_STRING* source)
    PKCS12* d2i_PKCS12_bio(BIO* bp, PKCS12** p12)
    int PKCS12_parse(PKCS12* p12, const char* password, EVP_PKEY** pkey, X509** cert, OPENSSL_STACK** ca)
    void PKCS12_free(PKCS12* p12)
    int OPENSSL_sk_num(const OPENSSL_STACK* st)
    void* OPENSSL_sk_value(const OPENSSL_STACK* st, int i)
    void OPENSSL_sk_free(OPENSSL_STACK* st)
    NETSCAPE_SPKI* NETSCAPE_SPKI_b64_decode(const char* str, int size)
    void NETSCAPE_SPKI_free(NETSCAPE_SPKI* a)
    EVP_PKEY* NETSCAPE_SPKI_get_pubkey(NETSCAPE_SPKI* x)
    int NETSCAPE_SPKI_verify(NETSCAPE_SPKI* a, EVP_PKEY* r)
