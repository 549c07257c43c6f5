#include "base/secret.h"
#include <pthread.h>
#include <sodium.h>
#include <string.h>

void
secret_init(void)
{
	BUG_ON(sodium_init() < 0);
}

struct token
token_new(void)
{
	static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
	unsigned char r[17] = { 0 };
	struct token t = { { 0 } };
	randombytes_buf(r, 16);
	for (size_t i = 0; i < 26; i++) {
		size_t bit = i * 5;
		unsigned v = ((unsigned)r[bit / 8] << 8) | r[bit / 8 + 1];
		t.s[i] = alphabet[(v >> (11 - bit % 8)) & 31];
	}
	return t;
}

static struct digest
hex(const unsigned char *h)
{
	struct digest d;
	sodium_bin2hex(d.s, sizeof d.s, h, 32);
	return d;
}

struct digest
digest_of(const void *p, size_t n)
{
	unsigned char h[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(h, p, n);
	return hex(h);
}

struct digest
digest_str(const char *s)
{
	return digest_of(s, strlen(s));
}

struct digest
digest_keyed(const void *key, size_t nkey, const char *s)
{
	unsigned char h[32];
	crypto_generichash(h, sizeof h, (const unsigned char *)s, strlen(s), key, nkey);
	return hex(h);
}

bool
secret_eq(const char *a, const char *b)
{
	size_t n = strlen(a);
	return n == strlen(b) && sodium_memcmp(a, b, n) == 0;
}

static bool
unhex(const char *hexadecimal, unsigned char *out, size_t n)
{
	size_t got;
	return strlen(hexadecimal) == 2 * n && sodium_hex2bin(out, n, hexadecimal, 2 * n, NULL, &got, NULL) == 0 && got == n;
}

struct sign_key
sign_key_new(void)
{
	unsigned char open[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
	struct sign_key k;
	crypto_sign_keypair(open, secret);
	sodium_bin2hex(k.open, sizeof k.open, open, sizeof open);
	sodium_bin2hex(k.secret, sizeof k.secret, secret, sizeof secret);
	sodium_memzero(secret, sizeof secret);
	return k;
}

char *
sign(struct arena *a, const struct sign_key *key, const void *p, size_t n)
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES], signature[crypto_sign_BYTES];
	if (!unhex(key->secret, secret, sizeof secret))
		return NULL;
	crypto_sign_detached(signature, NULL, p, n, secret);
	sodium_memzero(secret, sizeof secret);
	char *out = arena_alloc(a, 2 * sizeof signature + 1);
	return sodium_bin2hex(out, 2 * sizeof signature + 1, signature, sizeof signature);
}

bool
sign_check(const char *open_key, const void *p, size_t n, const char *signature)
{
	unsigned char open[crypto_sign_PUBLICKEYBYTES], s[crypto_sign_BYTES];
	return unhex(open_key, open, sizeof open) && unhex(signature, s, sizeof s) && crypto_sign_verify_detached(s, p, n, open) == 0;
}

static void
sealing_key(const char *secret, unsigned char key[crypto_secretbox_KEYBYTES])
{
	crypto_generichash(key, crypto_secretbox_KEYBYTES, (const unsigned char *)secret, strlen(secret), NULL, 0);
}

void
secret_seal(struct arena *a, const char *secret, const void *p, size_t n, const void **out, size_t *nout)
{
	unsigned char key[crypto_secretbox_KEYBYTES], *to = arena_alloc(a, crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + n);
	sealing_key(secret, key);
	randombytes_buf(to, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(to + crypto_secretbox_NONCEBYTES, p, n, to, key);
	*out = to;
	*nout = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + n;
}

bool
secret_open(struct arena *a, const char *secret, const void *p, size_t n, const char **out, size_t *nout)
{
	enum { MORE = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES };
	unsigned char key[crypto_secretbox_KEYBYTES];
	const unsigned char *from = p;
	if (n < MORE)
		return false;
	char *to = arena_alloc(a, n - MORE + 1);
	sealing_key(secret, key);
	if (crypto_secretbox_open_easy((unsigned char *)to, from + crypto_secretbox_NONCEBYTES, n - crypto_secretbox_NONCEBYTES, from, key) != 0)
		return false;
	*out = to;
	*nout = n - MORE;
	return true;
}

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct sha256), "the state fits");

void
sha256_init(struct sha256 *h)
{
	crypto_hash_sha256_state s;
	crypto_hash_sha256_init(&s);
	memcpy(h, &s, sizeof s);
}

void
sha256_add(struct sha256 *h, const void *p, size_t n)
{
	crypto_hash_sha256_state s;
	memcpy(&s, h, sizeof s);
	crypto_hash_sha256_update(&s, p, n);
	memcpy(h, &s, sizeof s);
}

struct digest
sha256_end(struct sha256 *h)
{
	crypto_hash_sha256_state s;
	unsigned char out[crypto_hash_sha256_BYTES];
	memcpy(&s, h, sizeof s);
	crypto_hash_sha256_final(&s, out);
	return hex(out);
}

/* ---- passwords: a small queue, so that many sign-ins at once cannot take all the memory ------------------ */

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static int running, waiting;

void
password_queue(int *now_running, int *now_waiting)
{
	pthread_mutex_lock(&gate);
	*now_running = running;
	*now_waiting = waiting;
	pthread_mutex_unlock(&gate);
}

static bool
enter(void)
{
	pthread_mutex_lock(&gate);
	bool in = waiting < PASSWORD_WAITING;
	if (in) {
		waiting++;
		while (running >= PASSWORD_AT_ONCE)
			pthread_cond_wait(&freed, &gate);
		waiting--;
		running++;
	}
	pthread_mutex_unlock(&gate);
	return in;
}

static void
leave(void)
{
	pthread_mutex_lock(&gate);
	running--;
	pthread_cond_signal(&freed);
	pthread_mutex_unlock(&gate);
}

enum err
password_hash(struct arena *a, const char *password, char **out)
{
	char h[crypto_pwhash_STRBYTES];
	if (!enter())
		return fail(a, E_BUSY, "password: too many waiting");
	int r = crypto_pwhash_str(h, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
	leave();
	if (r != 0)
		return fail(a, E_LIMIT, "password: no memory for argon2id");
	*out = arena_strdup(a, h);
	return OK;
}

enum err
password_check(struct arena *a, const char *hash, const char *password, bool *right)
{
	if (!enter())
		return fail(a, E_BUSY, "password: too many waiting");
	*right = crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
	leave();
	return OK;
}
