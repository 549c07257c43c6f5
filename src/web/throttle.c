#include "web/throttle.h"
#include "base/secret.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The one state that the process keeps between requests, apart from the store: a table of fixed size behind a lock.
 * A key has a set of eight places; within it the one unused for longest gives way. An attacker who fills the table
 * makes others' counts forgotten, never their tries refused. */
enum { SETS = 512, WAYS = 8 };
struct bucket { uint64_t key; double level; int64_t at; };
static struct { pthread_mutex_t lock; struct bucket set[SETS][WAYS]; } table = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int64_t
milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + 1;
}

static uint64_t
hash(const char *kind, const char *key)
{
	char both[512];
	snprintf(both, sizeof both, "%s\n%s", kind, key == NULL ? "" : key);
	struct digest d = digest_str(both);
	d.s[16] = '\0';
	return strtoull(d.s, NULL, 16) | 1; /* 0 is an empty place */
}

/* A leaky bucket: each try adds one, `most` leak out in `seconds`. */
bool
throttle_here(const char *kind, const char *key, int most, int seconds)
{
	uint64_t h = hash(kind, key);
	int64_t now = milliseconds();
	pthread_mutex_lock(&table.lock);
	struct bucket *set = table.set[h / 16 % SETS], *b = &set[0];
	for (int i = 0; i < WAYS; i++) {
		if (set[i].key == h) {
			b = &set[i];
			break;
		}
		if (set[i].at < b->at)
			b = &set[i];
	}
	if (b->key != h)
		*b = (struct bucket){ .key = h, .at = now };
	b->level -= (double)(now - b->at) * most / (seconds * 1000.0);
	if (b->level < 0)
		b->level = 0;
	b->at = now;
	bool allowed = b->level + 1 <= most + 1e-9;
	if (allowed)
		b->level += 1;
	pthread_mutex_unlock(&table.lock);
	return allowed;
}

void
throttle_clear(void)
{
	pthread_mutex_lock(&table.lock);
	memset(table.set, 0, sizeof table.set);
	pthread_mutex_unlock(&table.lock);
}
