#include "web/places.h"
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct address { unsigned char net[16]; };
struct place {
	int fd;
	bool used;
	struct address from;
	atomic_llong since;      /* when it began to wait; or to work */
	atomic_bool works;
	struct place *next;
};
struct places {
	pthread_mutex_t lock;    /* places and `closing` */
	pthread_cond_t wake;
	bool closing;
	int taken;
	pthread_t sweeper;
	struct place *free, place[PLACES_MAX];
	struct pollfd look[PLACES_MAX];
};

static int64_t
milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* IPv4 as IPv6 has it; of IPv6 the half that one household or one attacker has to itself. */
static struct address
address_of(const struct sockaddr *from, bool *own)
{
	struct address a = { { 0 } };
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	*own = from == NULL;
	if (from != NULL && from->sa_family == AF_INET) {
		struct sockaddr_in v4;
		memcpy(&v4, from, sizeof v4);
		memcpy(a.net, mapped, sizeof mapped);
		memcpy(a.net + 12, &v4.sin_addr, 4);
		*own = v4.sin_addr.s_addr == htonl(INADDR_LOOPBACK);
	} else if (from != NULL && from->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;
		memcpy(&v6, from, sizeof v6);
		bool is_mapped = memcmp(&v6.sin6_addr, mapped, sizeof mapped) == 0;
		memcpy(a.net, &v6.sin6_addr, is_mapped ? 16 : 8);
		*own = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) || (is_mapped && memcmp(a.net + 12, "\x7f\0\0\1", 4) == 0);
	}
	return a;
}

bool
places_admit(struct places *p, const struct sockaddr *from)
{
	bool own;
	struct address a = address_of(from, &own);
	int n = 0;
	if (own)
		return true;
	pthread_mutex_lock(&p->lock);
	for (size_t i = 0; i < PLACES_MAX; i++)
		n += p->place[i].used && memcmp(&p->place[i].from, &a, sizeof a) == 0;
	pthread_mutex_unlock(&p->lock);
	return n < PLACES_ADDRESS;
}

struct place *
places_take(struct places *p, int fd, const struct sockaddr *from)
{
	bool own;
	pthread_mutex_lock(&p->lock);
	struct place *one = p->free;
	if (one != NULL) {
		p->free = one->next;
		p->taken++;
		one->fd = fd;
		one->from = address_of(from, &own);
		one->used = true;
		place_waits(one);
	}
	pthread_mutex_unlock(&p->lock);
	return one;
}

void
places_give_back(struct places *p, struct place *one)
{
	if (one == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	one->used = false;
	one->next = p->free;
	p->free = one;
	p->taken--;
	pthread_mutex_unlock(&p->lock);
}

void
place_waits(struct place *one)
{
	if (one == NULL)
		return;
	atomic_store(&one->works, false);
	atomic_store(&one->since, milliseconds());
}

void
place_works(struct place *one)
{
	if (one == NULL)
		return;
	atomic_store(&one->works, true);
	atomic_store(&one->since, milliseconds());
}

/* The library is told of what arrives once, and misses an end that arrives with the last bytes: the place of a client that
 * went away in the midst of its request would be held until the silence is long enough. To be told again it takes another
 * event. What has arrived can still be read, and an answer still be given. */
static void
tell_ends(struct places *p)
{
	for (size_t i = 0; i < PLACES_MAX; i++)
		p->look[i] = (struct pollfd){ .fd = p->place[i].used ? p->place[i].fd : -1, .events = POLLRDHUP };
	if (poll(p->look, PLACES_MAX, 0) <= 0)
		return;
	for (size_t i = 0; i < PLACES_MAX; i++)
		if (p->look[i].fd >= 0 && (p->look[i].revents & POLLRDHUP) != 0)
			shutdown(p->look[i].fd, SHUT_RD);
}

static void *
sweep(void *arg)
{
	struct places *p = arg;
	pthread_mutex_lock(&p->lock);
	while (!p->closing) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += PLACES_SWEEP_MS / 1000;
		pthread_cond_timedwait(&p->wake, &p->lock, &until);
		int64_t now = milliseconds(), wait = p->taken > PLACES_MAX / 4 * 3 ? PLACES_HURRY_MS : PLACES_WAIT_MS;
		for (size_t i = 0; i < PLACES_MAX; i++) {
			struct place *one = &p->place[i];
			if (one->used && now - atomic_load(&one->since) > (atomic_load(&one->works) ? PLACES_WORK_MS : wait))
				shutdown(one->fd, SHUT_RDWR); /* the library then sees its end and closes it */
		}
		tell_ends(p);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct places *
places_open(struct arena *process)
{
	struct places *p = ARENA_NEW(process, struct places);
	pthread_condattr_t attr;
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->wake, &attr);
	pthread_condattr_destroy(&attr);
	for (size_t i = PLACES_MAX; i-- > 0;) {
		p->place[i].next = p->free;
		p->free = &p->place[i];
	}
	return pthread_create(&p->sweeper, NULL, sweep, p) == 0 ? p : NULL;
}

void
places_close(struct places *p)
{
	pthread_mutex_lock(&p->lock);
	p->closing = true;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->sweeper, NULL);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->wake);
}
