#include "web/desk.h"
#include <pthread.h>

struct line { struct exchange *first, **last; int waiting; };
struct desk {
	const struct app *app;
	void (*done)(struct exchange *);
	pthread_mutex_t lock;
	pthread_cond_t some;
	struct line forms, works;    /* works: long ones */
	int at_work;                 /* threads with a long one */
	bool closing;
	pthread_t thread[DESK_THREADS];
	int nthreads;
};

static struct exchange *
take(struct line *l)
{
	struct exchange *x = l->first;
	l->first = x->next;
	if (l->first == NULL)
		l->last = &l->first;
	l->waiting--;
	return x;
}

/* Two long works go on whatever comes, so that they end; then forms first. */
static struct exchange *
next(struct desk *d)
{
	enum { ALWAYS = 2 };
	if (d->works.first != NULL && (d->at_work < ALWAYS || (d->forms.first == NULL && d->at_work < DESK_LONG)))
		return take(&d->works);
	return d->forms.first != NULL ? take(&d->forms) : NULL;
}

static bool
is_long(const struct exchange *x)
{
	return x->rq.route != NULL && (x->rq.route->flags & ROUTE_OWN_TX) != 0;
}

static void *
desk_thread(void *arg)
{
	struct desk *d = arg;
	pthread_mutex_lock(&d->lock);
	for (;;) {
		struct exchange *x = next(d);
		if (x == NULL) {
			if (d->closing && d->works.first == NULL)
				break;
			pthread_cond_wait(&d->some, &d->lock);
			continue;
		}
		bool lengthy = is_long(x);
		d->at_work += lengthy;
		pthread_mutex_unlock(&d->lock);
		exchange_run(x, d->app);
		d->done(x);
		pthread_mutex_lock(&d->lock);
		d->at_work -= lengthy;
		if (lengthy) /* one that waited for its turn, and at the end the others who wait for all to be done */
			pthread_cond_broadcast(&d->some);
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
	d->forms.last = &d->forms.first;
	d->works.last = &d->works.first;
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
	struct line *l = is_long(x) ? &d->works : &d->forms;
	bool taken = l->waiting < DESK_WAITING && !d->closing;
	if (taken) {
		x->next = NULL;
		*l->last = x;
		l->last = &x->next;
		l->waiting++;
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
