/* places.h: the places for connections: so many in all, so many for one address, and until when each has to have made its
 * next step. The HTTP library counts silence only: who sends one byte every ten seconds would hold a place for ever. */
#ifndef PLACES_H
#define PLACES_H
#include "base/base.h"
#include <sys/socket.h>

/* One address (an IPv6 one: its /64) has at most PLACES_ADDRESS, but this machine itself: a proxy stands there, and counts
 * for itself. Who waits with half a request, or with none, has PLACES_WAIT_MS; when three places in four are taken, only
 * PLACES_HURRY_MS. */
enum { PLACES_MAX = 1024, PLACES_ADDRESS = 64, PLACES_WAIT_MS = 30000, PLACES_HURRY_MS = 4000, PLACES_WORK_MS = 900000, PLACES_SWEEP_MS = 2000 };

struct places;
struct place;
struct places *places_open(struct arena *process);
void places_close(struct places *p);
/* False: this address has its share. */
bool places_admit(struct places *p, const struct sockaddr *from);
/* NULL: all are taken. From now on the descriptor is shut down when its time is over. */
struct place *places_take(struct places *p, int fd, const struct sockaddr *from);
void places_give_back(struct places *p, struct place *one);
/* It waits for a request; a request is under way. NULL: nothing. */
void place_waits(struct place *one);
void place_works(struct place *one);
#endif
