#include "web/desk.h"
#include <pthread.h>

struct desk {
	const struct app *app;
	void (*done)(struct exchange *);
	pthread_mutex_t lock;
	pthread_cond_t some;
	struct exchange *first, **last;
	int waiting;
	bool closing;
	pthread_t thread[DESK_THREADS];
	int nthreads;
};

static void *
desk_thread(void *arg)
{
	struct desk *d = arg;
	pthread_mutex_lock(&d->lock);
	for (;;) {
		struct exchange *x = d->first;
		if (x == NULL) {
			if (d->closing)
				break;
			pthread_cond_wait(&d->some, &d->lock);
			continue;
		}
		d->first = x->next;
		if (d->first == NULL)
			d->last = &d->first;
		d->waiting--;
		pthread_mutex_unlock(&d->lock);
		exchange_run(x, d->app);
		d->done(x);
		pthread_mutex_lock(&d->lock);
	}
	pthread_mutex_unlock(&d->lock);
	return NULL;
}

struct desk *
desk_open(struct arena *process, const struct app *app, void (*done)(struct exchange *))
{
	struct desk *d = ARENA_NEW(process, struct desk);
	pthread_attr_t attr;
	d->app = app;
	d->done = done;
	d->last = &d->first;
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->some, NULL);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, MIB(1));
	for (int i = 0; i < DESK_THREADS; i++)
		if (pthread_create(&d->thread[d->nthreads], &attr, desk_thread, d) == 0)
			d->nthreads++;
	pthread_attr_destroy(&attr);
	BUG_ON(d->nthreads == 0);
	return d;
}

bool
desk_take(struct desk *d, struct exchange *x)
{
	pthread_mutex_lock(&d->lock);
	bool taken = d->waiting < DESK_WAITING && !d->closing;
	if (taken) {
		x->next = NULL;
		*d->last = x;
		d->last = &x->next;
		d->waiting++;
		pthread_cond_signal(&d->some);
	}
	pthread_mutex_unlock(&d->lock);
	return taken;
}

void
desk_close(struct desk *d)
{
	pthread_mutex_lock(&d->lock);
	d->closing = true;
	pthread_cond_broadcast(&d->some);
	pthread_mutex_unlock(&d->lock);
	for (int i = 0; i < d->nthreads; i++)
		pthread_join(d->thread[i], NULL);
	pthread_mutex_destroy(&d->lock);
	pthread_cond_destroy(&d->some);
}
