/* calendar_personal.c: addresses of calendars. */
#include "entity/personal.h"

const struct personal calendar_personal[] = {
	{ .table = "calendar_feed", .title = N_("Adresses de calendrier"), .processing = &accounts_processing, .history = NULL, .belongs = BELONGS(OF(PERSON, "person")),
	  .columns = COLUMNS(COL("person", N_("Personne"), STAYS, .flags = C_PERSON), COL("token_sha", NULL, STAYS, .flags = C_SECRET), COL("created_at", N_("Faite le"), STAYS),
	      COL("revoked_at", N_("Fermée le"), STAYS)),
	  .row = ROW_GOES },
	{ 0 },
};
const struct retention calendar_retention[] = {
	{ .name = "calendar_closed", .title = N_("Adresses de calendrier fermées"), .ground = N_("elles n’ouvrent plus rien"), .processing = &accounts_processing, .days = 90, .least = 1, .most = 730,
	  .table = "calendar_feed", .since = "revoked_at", .when = "revoked_at IS NOT NULL" },
	{ 0 },
};
