/* secret.h: random tokens, digests and passwords, all from libsodium. secret_init() once at start. */
#ifndef SECRET_H
#define SECRET_H
#include "base/base.h"

void secret_init(void);
/* 128 random bits as 26 characters of base32 (lower case, no padding): safe in a URL. */
struct token { char s[27]; };
struct token token_new(void);
/* SHA-256 as 64 hexadecimal digits. Tokens are only ever stored as this. */
struct digest { char s[65]; };
struct digest digest_of(const void *p, size_t n);
struct digest digest_str(const char *s);
bool secret_eq(const char *a, const char *b); /* constant time for equal lengths */
/* Keyed digest (BLAKE2b-256, hexadecimal) for CSRF tokens and signed links. */
struct digest digest_keyed(const void *key, size_t nkey, const char *s);

/* Streaming SHA-256. */
struct sha256 { unsigned char state[128]; };
void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *p, size_t n);
struct digest sha256_end(struct sha256 *h);

/* Bytes that only the holder of a secret text can read again, and nobody change unseen (XSalsa20-Poly1305 under the
 * secret's BLAKE2b). secret_open(): false when they are not what that secret sealed. */
void secret_seal(struct arena *a, const char *secret, const void *p, size_t n, const void **out, size_t *nout);
bool secret_open(struct arena *a, const char *secret, const void *p, size_t n, const char **out, size_t *nout) MUST_USE;

/* Ed25519: who holds the secret key signs, anyone checks. Keys and signatures are hexadecimal. */
struct sign_key { char secret[129], open[65]; };
struct sign_key sign_key_new(void);
char *sign(struct arena *a, const struct sign_key *key, const void *p, size_t n) MUST_USE; /* NULL: no such key */
bool sign_check(const char *open_key, const void *p, size_t n, const char *signature);

/* argon2id, interactive limits (about 64 MiB a hash). At most PASSWORD_AT_ONCE run together in the process, the
 * others wait; more than PASSWORD_WAITING waiting gives E_BUSY. */
enum { PASSWORD_AT_ONCE = 2, PASSWORD_WAITING = 64 };
void password_queue(int *running, int *waiting); /* at this moment */
enum err password_hash(struct arena *a, const char *password, char **out) MUST_USE;
enum err password_check(struct arena *a, const char *hash, const char *password, bool *right) MUST_USE;
#endif
