// What Naja calls of OpenSSL 3, declared from its documentation, so that no OpenSSL header is needed to
// build. All structures are opaque; macros are spelled as the control calls that they are.
#ifndef NAJA_OPENSSL_H_
#define NAJA_OPENSSL_H_

#include <stddef.h>
#include <stdint.h>
#include <time.h>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
typedef struct ssl_session_st SSL_SESSION;
typedef struct ssl_cipher_st SSL_CIPHER;
typedef struct bio_st BIO;
typedef struct bio_method_st BIO_METHOD;
typedef struct x509_st X509;
typedef struct X509_crl_st X509_CRL;
typedef struct X509_name_st X509_NAME;
typedef struct X509_name_entry_st X509_NAME_ENTRY;
typedef struct x509_store_st X509_STORE;
typedef struct x509_store_ctx_st X509_STORE_CTX;
typedef struct X509_extension_st X509_EXTENSION;
typedef struct evp_pkey_st EVP_PKEY;
typedef struct evp_md_st EVP_MD;
typedef struct evp_cipher_st EVP_CIPHER;
typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;
typedef struct evp_mac_ctx_st EVP_MAC_CTX;
typedef struct PKCS12_st PKCS12;
typedef struct bignum_st BIGNUM;
typedef struct asn1_string_st ASN1_STRING;
typedef struct asn1_object_st ASN1_OBJECT;
typedef struct stack_st OPENSSL_STACK;
typedef struct ossl_param_st {
  const char* key;
  unsigned int data_type;
  void* data;
  size_t data_size;
  size_t return_size;
} OSSL_PARAM;

typedef int pem_password_cb(char* buf, int size, int rwflag, void* userdata);

const char* OpenSSL_version(int type);

// Errors
unsigned long ERR_get_error(void);
unsigned long ERR_peek_error(void);
unsigned long ERR_peek_last_error(void);
void ERR_clear_error(void);
void ERR_error_string_n(unsigned long e, char* buf, size_t len);
const char* ERR_lib_error_string(unsigned long e);
const char* ERR_reason_error_string(unsigned long e);
void ERR_print_errors(BIO* bp);

// BIO
const BIO_METHOD* BIO_s_mem(void);
BIO* BIO_new(const BIO_METHOD* type);
BIO* BIO_new_mem_buf(const void* buf, int len);
int BIO_free(BIO* a);
int BIO_write(BIO* b, const void* data, int len);
long BIO_ctrl(BIO* bp, int cmd, long larg, void* parg);
size_t BIO_ctrl_pending(BIO* b);
int BIO_get_new_index(void);
BIO_METHOD* BIO_meth_new(int type, const char* name);
int BIO_meth_set_read(BIO_METHOD* biom, int (*read)(BIO* b, char* data, int size));
int BIO_meth_set_write(BIO_METHOD* biom, int (*write)(BIO* b, const char* data, int size));
int BIO_meth_set_ctrl(BIO_METHOD* biom, long (*ctrl)(BIO* b, int cmd, long larg, void* parg));
void BIO_set_data(BIO* a, void* ptr);
void* BIO_get_data(BIO* a);
void BIO_set_init(BIO* a, int init);
void BIO_set_flags(BIO* b, int flags);
void BIO_clear_flags(BIO* b, int flags);
#define naja_bio_data(b, pp) BIO_ctrl(b, 3 /* BIO_CTRL_INFO */, 0, (char*)(pp))
#define naja_bio_reset(b) ((int)BIO_ctrl(b, 1 /* BIO_CTRL_RESET */, 0, NULL))

// Contexts
const SSL_METHOD* TLS_method(void);
const SSL_METHOD* TLS_client_method(void);
const SSL_METHOD* TLS_server_method(void);
SSL_CTX* SSL_CTX_new(const SSL_METHOD* meth);
void SSL_CTX_free(SSL_CTX* ctx);
long SSL_CTX_ctrl(SSL_CTX* ctx, int cmd, long larg, void* parg);
uint64_t SSL_CTX_set_options(SSL_CTX* ctx, uint64_t op);
int SSL_CTX_set_cipher_list(SSL_CTX* ctx, const char* str);
int SSL_CTX_set_ciphersuites(SSL_CTX* ctx, const char* str);
int SSL_CTX_use_certificate(SSL_CTX* ctx, X509* x);
int SSL_CTX_use_PrivateKey(SSL_CTX* ctx, EVP_PKEY* pkey);
X509_STORE* SSL_CTX_get_cert_store(const SSL_CTX* ctx);
void SSL_CTX_set_cert_store(SSL_CTX* ctx, X509_STORE* store);
void SSL_CTX_set1_cert_store(SSL_CTX* ctx, X509_STORE* store);
int SSL_CTX_add_client_CA(SSL_CTX* ctx, X509* x);
int SSL_CTX_set_session_id_context(SSL_CTX* ctx, const unsigned char* sid, unsigned int len);
long SSL_CTX_set_timeout(SSL_CTX* ctx, long t);
void SSL_CTX_sess_set_new_cb(SSL_CTX* ctx, int (*cb)(SSL* ssl, SSL_SESSION* sess));
void SSL_CTX_sess_set_get_cb(SSL_CTX* ctx,
                             SSL_SESSION* (*cb)(SSL* ssl, const unsigned char* data, int len, int* copy));
void SSL_CTX_set_alpn_select_cb(SSL_CTX* ctx,
                                int (*cb)(SSL* ssl, const unsigned char** out, unsigned char* outlen,
                                          const unsigned char* in, unsigned int inlen, void* arg),
                                void* arg);
void SSL_CTX_set_client_hello_cb(SSL_CTX* ctx, int (*cb)(SSL* s, int* al, void* arg), void* arg);
void SSL_CTX_set_keylog_callback(SSL_CTX* ctx, void (*cb)(const SSL* ssl, const char* line));
int SSL_CTX_set_tlsext_ticket_key_evp_cb(SSL_CTX* ctx,
                                         int (*cb)(SSL* s, unsigned char* name, unsigned char* iv,
                                                   EVP_CIPHER_CTX* ectx, EVP_MAC_CTX* hctx, int enc));
long SSL_CTX_callback_ctrl(SSL_CTX* ctx, int cmd, void (*fp)(void));
const OPENSSL_STACK* SSL_CTX_get_client_CA_list(const SSL_CTX* ctx);
int SSL_CTX_set0_tmp_dh_pkey(SSL_CTX* ctx, EVP_PKEY* dhpkey);
#define naja_ctx_set_min_proto(c, v) SSL_CTX_ctrl(c, 123, v, NULL)
#define naja_ctx_set_max_proto(c, v) SSL_CTX_ctrl(c, 124, v, NULL)
#define naja_ctx_get_min_proto(c) SSL_CTX_ctrl(c, 130, 0, NULL)
#define naja_ctx_get_max_proto(c) SSL_CTX_ctrl(c, 131, 0, NULL)
#define naja_ctx_set_groups(c, s) SSL_CTX_ctrl(c, 92, 0, (char*)(s))
#define naja_ctx_set_sigalgs(c, s) SSL_CTX_ctrl(c, 98, 0, (char*)(s))
#define naja_ctx_set_session_cache(c, m) SSL_CTX_ctrl(c, 44, m, NULL)
#define naja_ctx_set_mode(c, m) SSL_CTX_ctrl(c, 33, m, NULL)
#define naja_ctx_add0_chain_cert(c, x) SSL_CTX_ctrl(c, 89, 0, (char*)(x))
#define naja_ctx_add1_chain_cert(c, x) SSL_CTX_ctrl(c, 89, 1, (char*)(x))
#define naja_ctx_clear_chain(c) SSL_CTX_ctrl(c, 88, 0, NULL)
#define naja_ctx_set_dh_auto(c, v) SSL_CTX_ctrl(c, 118, v, NULL)

// Connections
SSL* SSL_new(SSL_CTX* ctx);
void SSL_free(SSL* ssl);
SSL_CTX* SSL_set_SSL_CTX(SSL* ssl, SSL_CTX* ctx);
SSL_CTX* SSL_get_SSL_CTX(const SSL* ssl);
void SSL_set_bio(SSL* s, BIO* rbio, BIO* wbio);
int SSL_CTX_set_ex_data(SSL_CTX* ctx, int idx, void* data);
void* SSL_CTX_get_ex_data(const SSL_CTX* ctx, int idx);
int SSL_set_ex_data(SSL* ssl, int idx, void* data);
void* SSL_get_ex_data(const SSL* ssl, int idx);
void SSL_set_accept_state(SSL* s);
void SSL_set_connect_state(SSL* s);
int SSL_read(SSL* ssl, void* buf, int num);
int SSL_write(SSL* ssl, const void* buf, int num);
int SSL_do_handshake(SSL* s);
int SSL_shutdown(SSL* s);
int SSL_get_shutdown(const SSL* ssl);
int SSL_get_error(const SSL* s, int ret);
int SSL_renegotiate(SSL* s);
int SSL_renegotiate_pending(const SSL* s);
const char* SSL_get0_group_name(SSL* s);
int SSL_is_init_finished(const SSL* s);
int SSL_pending(const SSL* s);
int SSL_has_pending(const SSL* s);
long SSL_ctrl(SSL* ssl, int cmd, long larg, void* parg);
void SSL_set_verify(SSL* s, int mode, int (*cb)(int ok, X509_STORE_CTX* ctx));
long SSL_get_verify_result(const SSL* ssl);
void SSL_set_info_callback(SSL* ssl, void (*cb)(const SSL* ssl, int type, int val));
void SSL_set_cert_cb(SSL* s, int (*cb)(SSL* ssl, void* arg), void* arg);
X509* SSL_get1_peer_certificate(const SSL* s);
OPENSSL_STACK* SSL_get_peer_cert_chain(const SSL* s);
X509* SSL_get_certificate(const SSL* ssl);
const SSL_CIPHER* SSL_get_current_cipher(const SSL* s);
const char* SSL_CIPHER_get_name(const SSL_CIPHER* c);
const char* SSL_CIPHER_standard_name(const SSL_CIPHER* c);
const char* SSL_CIPHER_get_version(const SSL_CIPHER* c);
int SSL_CIPHER_get_auth_nid(const SSL_CIPHER* c);
OPENSSL_STACK* SSL_get_ciphers(const SSL* s);
const char* SSL_get_version(const SSL* s);
int SSL_version(const SSL* ssl);
SSL_SESSION* SSL_get_session(const SSL* s);
int SSL_set_session(SSL* to, SSL_SESSION* session);
int SSL_session_reused(const SSL* s);
const char* SSL_get_servername(const SSL* s, int type);
void SSL_get0_alpn_selected(const SSL* ssl, const unsigned char** data, unsigned int* len);
int SSL_set_alpn_protos(SSL* ssl, const unsigned char* protos, unsigned int len);
int SSL_select_next_proto(unsigned char** out, unsigned char* outlen, const unsigned char* in,
                          unsigned int inlen, const unsigned char* client, unsigned int client_len);
size_t SSL_get_finished(const SSL* s, void* buf, size_t count);
size_t SSL_get_peer_finished(const SSL* s, void* buf, size_t count);
int SSL_export_keying_material(SSL* s, unsigned char* out, size_t olen, const char* label, size_t llen,
                               const unsigned char* context, size_t contextlen, int use_context);
int SSL_get_shared_sigalgs(SSL* s, int idx, int* psign, int* phash, int* psignhash, unsigned char* rsig,
                           unsigned char* rhash);
size_t SSL_client_hello_get0_session_id(SSL* s, const unsigned char** out);
int SSL_client_hello_get0_ext(SSL* s, unsigned int type, const unsigned char** out, size_t* outlen);
void SSL_set_psk_server_callback(SSL* ssl, unsigned int (*cb)(SSL* ssl, const char* identity,
                                                              unsigned char* psk, unsigned int max_psk_len));
void SSL_set_psk_client_callback(SSL* ssl, unsigned int (*cb)(SSL* ssl, const char* hint, char* identity,
                                                              unsigned int max_identity_len,
                                                              unsigned char* psk, unsigned int max_psk_len));
int SSL_use_psk_identity_hint(SSL* s, const char* hint);
void SSL_set_client_CA_list(SSL* s, OPENSSL_STACK* names);
OPENSSL_STACK* SSL_dup_CA_list(const OPENSSL_STACK* names);
#define naja_ssl_set_servername(s, n) SSL_ctrl(s, 55, 0, (char*)(n))
#define naja_ssl_set_max_send_fragment(s, n) SSL_ctrl(s, 52, n, NULL)
#define naja_ssl_get_peer_tmp_key(s, pk) SSL_ctrl(s, 109, 0, pk)
#define naja_ssl_set1_verify_store(s, st) SSL_ctrl(s, 106, 1, (char*)(st))
#define naja_ssl_request_ocsp(s) SSL_ctrl(s, 65, 1 /* TLSEXT_STATUSTYPE_ocsp */, NULL)
#define naja_ssl_status_type(s) SSL_ctrl((SSL*)(s), 127, 0, NULL)
#define naja_ssl_get_ocsp(s, pp) SSL_ctrl(s, 70, 0, (void*)(pp))
#define naja_ssl_set_ocsp(s, p, n) SSL_ctrl(s, 71, n, (void*)(p))
#define naja_ctx_set_status_cb(c, cb) SSL_CTX_callback_ctrl(c, 63, (void (*)(void))(cb))
int CRYPTO_get_ex_new_index(int class_index, long argl, void* argp, void* new_func, void* dup_func,
                            void* free_func);
#define naja_ctx_new_index() CRYPTO_get_ex_new_index(1, 0, NULL, NULL, NULL, NULL)
#define naja_ssl_new_index() CRYPTO_get_ex_new_index(0, 0, NULL, NULL, NULL, NULL)

// Sessions
SSL_SESSION* d2i_SSL_SESSION(SSL_SESSION** a, const unsigned char** pp, long length);
int i2d_SSL_SESSION(const SSL_SESSION* in, unsigned char** pp);
void SSL_SESSION_free(SSL_SESSION* ses);
const unsigned char* SSL_SESSION_get_id(const SSL_SESSION* s, unsigned int* len);
void SSL_SESSION_get0_ticket(const SSL_SESSION* s, const unsigned char** tick, size_t* len);

// Certificates and keys
X509* PEM_read_bio_X509_AUX(BIO* bp, X509** x, pem_password_cb* cb, void* u);
X509* PEM_read_bio_X509(BIO* bp, X509** x, pem_password_cb* cb, void* u);
X509_CRL* PEM_read_bio_X509_CRL(BIO* bp, X509_CRL** x, pem_password_cb* cb, void* u);
EVP_PKEY* PEM_read_bio_PrivateKey(BIO* bp, EVP_PKEY** x, pem_password_cb* cb, void* u);
EVP_PKEY* PEM_read_bio_Parameters(BIO* bp, EVP_PKEY** x);
X509* d2i_X509_bio(BIO* bp, X509** x509);
PKCS12* d2i_PKCS12_bio(BIO* bp, PKCS12** p12);
int PKCS12_parse(PKCS12* p12, const char* password, EVP_PKEY** pkey, X509** cert, OPENSSL_STACK** ca);
void PKCS12_free(PKCS12* p12);
int i2d_X509(const X509* a, unsigned char** out);
void X509_free(X509* a);
int X509_up_ref(X509* x);
void X509_CRL_free(X509_CRL* a);
void EVP_PKEY_free(EVP_PKEY* pkey);
int EVP_PKEY_get_base_id(const EVP_PKEY* pkey);
int EVP_PKEY_get_id(const EVP_PKEY* pkey);
int EVP_PKEY_get_bits(const EVP_PKEY* pkey);
int EVP_PKEY_get_utf8_string_param(const EVP_PKEY* pkey, const char* key, char* str, size_t max, size_t* len);
int EVP_PKEY_get_bn_param(const EVP_PKEY* pkey, const char* key, BIGNUM** bn);
int EVP_PKEY_get_octet_string_param(const EVP_PKEY* pkey, const char* key, unsigned char* buf, size_t max,
                                    size_t* len);
int i2d_PUBKEY(const EVP_PKEY* a, unsigned char** pp);
EVP_PKEY* X509_get0_pubkey(const X509* x);
X509_NAME* X509_get_subject_name(const X509* a);
X509_NAME* X509_get_issuer_name(const X509* a);
int X509_NAME_cmp(const X509_NAME* a, const X509_NAME* b);
int X509_NAME_entry_count(const X509_NAME* name);
X509_NAME_ENTRY* X509_NAME_get_entry(const X509_NAME* name, int loc);
ASN1_OBJECT* X509_NAME_ENTRY_get_object(const X509_NAME_ENTRY* ne);
ASN1_STRING* X509_NAME_ENTRY_get_data(const X509_NAME_ENTRY* ne);
int ASN1_STRING_to_UTF8(unsigned char** out, const ASN1_STRING* in);
int ASN1_STRING_length(const ASN1_STRING* x);
const unsigned char* ASN1_STRING_get0_data(const ASN1_STRING* x);
const ASN1_STRING* X509_get0_notBefore(const X509* x);
const ASN1_STRING* X509_get0_notAfter(const X509* x);
int ASN1_TIME_print(BIO* fp, const ASN1_STRING* a);
const ASN1_STRING* X509_get0_serialNumber(const X509* x);
BIGNUM* ASN1_INTEGER_to_BN(const ASN1_STRING* ai, BIGNUM* bn);
char* BN_bn2hex(const BIGNUM* a);
unsigned long BN_get_word(const BIGNUM* a);
void BN_free(BIGNUM* a);
int OBJ_obj2nid(const ASN1_OBJECT* o);
int OBJ_sn2nid(const char* s);
const char* OBJ_nid2sn(int n);
int OBJ_obj2txt(char* buf, int len, const ASN1_OBJECT* a, int no_name);
int EC_curve_nist2nid(const char* name);
const char* EC_curve_nid2nist(int nid);
int X509_check_ca(X509* x);
int X509_check_issued(X509* issuer, X509* subject);
int EVP_Digest(const void* data, size_t count, unsigned char* md, unsigned int* size, const EVP_MD* type,
               void* impl);
int X509_digest(const X509* data, const EVP_MD* type, unsigned char* md, unsigned int* len);
const EVP_MD* EVP_sha1(void);
const EVP_MD* EVP_sha256(void);
const EVP_MD* EVP_sha512(void);
void* X509_get_ext_d2i(const X509* x, int nid, int* crit, int* idx);
const char* X509_verify_cert_error_string(long n);
int OPENSSL_sk_num(const OPENSSL_STACK* st);
void* OPENSSL_sk_value(const OPENSSL_STACK* st, int i);
void OPENSSL_sk_pop_free(OPENSSL_STACK* st, void (*func)(void*));
void ASN1_OBJECT_free(ASN1_OBJECT* a);
void CRYPTO_free(void* ptr, const char* file, int line);
void* CRYPTO_malloc(size_t num, const char* file, int line);
#define naja_openssl_free(p) CRYPTO_free(p, "", 0)
#define naja_openssl_malloc(n) CRYPTO_malloc(n, "", 0)
typedef struct GENERAL_NAME_st {
  int type;
  union {
    void* ptr;
    ASN1_STRING* text;
    ASN1_OBJECT* rid;
    X509_NAME* directory;
  } d;
} GENERAL_NAME;
typedef struct ACCESS_DESCRIPTION_st {
  ASN1_OBJECT* method;
  GENERAL_NAME* location;
} ACCESS_DESCRIPTION;
#define naja_general_text(g) ((g)->d.text)
#define naja_general_rid(g) ((g)->d.rid)
#define naja_general_directory(g) ((g)->d.directory)
void GENERAL_NAMES_free(OPENSSL_STACK* a);
void AUTHORITY_INFO_ACCESS_free(OPENSSL_STACK* a);
int GENERAL_NAME_print(BIO* out, GENERAL_NAME* gen);
int X509_NAME_print_ex(BIO* out, const X509_NAME* nm, int indent, unsigned long flags);

// Stores
X509_STORE* X509_STORE_new(void);
void X509_STORE_free(X509_STORE* v);
int X509_STORE_add_cert(X509_STORE* ctx, X509* x);
int X509_STORE_add_crl(X509_STORE* ctx, X509_CRL* x);
int X509_STORE_set_flags(X509_STORE* ctx, unsigned long flags);
int X509_STORE_set_default_paths(X509_STORE* ctx);
int X509_STORE_load_file(X509_STORE* ctx, const char* file);
X509_STORE_CTX* X509_STORE_CTX_new(void);
void X509_STORE_CTX_free(X509_STORE_CTX* ctx);
int X509_STORE_CTX_init(X509_STORE_CTX* ctx, X509_STORE* store, X509* x509, OPENSSL_STACK* chain);
int X509_STORE_CTX_get1_issuer(X509** issuer, X509_STORE_CTX* ctx, X509* x);

// Ticket keys
int RAND_bytes(unsigned char* buf, int num);
const EVP_CIPHER* EVP_aes_128_cbc(void);
int EVP_EncryptInit_ex(EVP_CIPHER_CTX* ctx, const EVP_CIPHER* cipher, void* impl, const unsigned char* key,
                       const unsigned char* iv);
int EVP_DecryptInit_ex(EVP_CIPHER_CTX* ctx, const EVP_CIPHER* cipher, void* impl, const unsigned char* key,
                       const unsigned char* iv);
int EVP_MAC_CTX_set_params(EVP_MAC_CTX* ctx, const OSSL_PARAM params[]);
OSSL_PARAM OSSL_PARAM_construct_octet_string(const char* key, void* buf, size_t bsize);
OSSL_PARAM OSSL_PARAM_construct_utf8_string(const char* key, char* buf, size_t bsize);
OSSL_PARAM OSSL_PARAM_construct_end(void);

#endif  // NAJA_OPENSSL_H_
