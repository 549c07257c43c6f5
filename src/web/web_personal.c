/* web_personal.c: what the edge keeps between two requests: nothing that names anybody. */
#include "entity/personal.h"

const struct personal web_personal[] = {
	{ .table = "form_once", .nobody = "digests of forms that were carried out, and their answers, sealed with keys that are not kept" },
	{ 0 },
};

const struct retention web_retention[] = {
	{ .name = "forms_once", .title = N_("Formulaires exécutés"), .ground = N_("ne pas exécuter deux fois le même"), .days = 2, .least = 1, .most = 30,
	  .table = "form_once", .since = "at" },
	{ 0 },
};
