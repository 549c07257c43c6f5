/* web_personal.c: what the edge keeps between two requests: nothing that names anybody. */
#include "entity/personal.h"
#include "web/throttle.h"

const struct personal web_personal[] = {
	{ .table = "form_once", .nobody = "digests of forms that were carried out, and their answers, sealed with keys that are not kept" },
	{ .table = "throttle", .nobody = "how often something was tried, under digests keyed with the programme's secret; rows of no use go every night" },
	{ 0 },
};

static enum err
gone_tries(struct db *db, const char *before, bool look, int64_t *n)
{
	(void)before; /* each row says itself until when it weighs: an hour at most */
	*n = 0;
	return look ? OK : throttle_clean(db, n);
}

const struct retention web_retention[] = {
	{ .name = "forms_once", .title = N_("Formulaires exécutés"), .ground = N_("ne pas exécuter deux fois le même"), .days = 2, .least = 1, .most = 30,
	  .table = "form_once", .since = "at" },
	{ .name = "throttle", .title = N_("Essais comptés, sans adresse"), .ground = N_("limiter les essais répétés"), .days = 1, .least = 1, .most = 1,
	  .table = "throttle", .purge = gone_tries },
	{ 0 },
};
