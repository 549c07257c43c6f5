/* mail_personal.c: what the outbox holds of those it writes to. */
#include "entity/personal.h"

static const struct processing mails = { .name = "mails", .title = N_("Courriels du programme"),
	.purpose = N_("Envoyer les liens d’entrée, les invitations et les rappels, et savoir s’ils sont partis"),
	.basis = BASIS_PUBLIC_TASK, .persons = N_("Destinataires des courriels du programme"),
	.data = N_("Adresse, objet et texte du courriel, date, état de l’envoi"), .recipients = N_("Coordination et administration ; le relais de courriel") };

const struct personal mail_personal[] = {
	{ .table = "outbox", .title = N_("Courriels"), .processing = &mails, .belongs = BELONGS(OF(PERSON, "person"), OF(EMAIL, "to_address")),
	  .columns = COLUMNS(COL("person", N_("Personne"), STAYS, .flags = C_PERSON), COL("key", NULL, EMPTIED), COL("to_address", N_("À"), EMPTIED), COL("to_key", NULL, EMPTIED),
	      COL("subject", N_("Objet"), REPLACED), COL("body", N_("Texte"), EMPTIED), COL("list_unsubscribe", NULL, EMPTIED, .flags = C_SECRET), COL("calendar", NULL, EMPTIED, .flags = C_SECRET),
	      COL("created_at", N_("Écrit le"), STAYS), COL("sent_at", N_("Parti le"), STAYS), COL("state", N_("État"), STAYS),
	      COL("last_error", N_("Erreur"), EMPTIED)),
	  .row = ROW_STAYS, .why = N_("Le nombre de courriels envoyés reste, sans destinataire ni texte.") },
	{ .table = "mail_off", .title = N_("Courriels non voulus"), .processing = &accounts_processing, .belongs = BELONGS(OF(PERSON, "person")),
	  .columns = COLUMNS(COL("person", N_("Personne"), STAYS, .flags = C_PERSON), COL("kind", N_("Sorte"), STAYS), COL("at", N_("Quand"), STAYS)), .row = ROW_GOES },
	{ 0 },
};

const struct retention mail_retention[] = {
	{ .name = "mail_texts", .title = N_("Textes des courriels partis"), .ground = N_("répondre à « que m’avez-vous écrit ? »"), .processing = &mails,
	  .days = 90, .least = 1, .most = 730, .table = "outbox", .since = "created_at", .when = "state <> 'waiting' AND body <> ''", .empties = "body" },
	{ .name = "mail_lines", .title = N_("Lignes du courrier"), .ground = N_("prouver qu’un courriel est parti"), .processing = &mails, .days = 365,
	  .least = 30, .most = 3650, .table = "outbox", .since = "created_at", .when = "state <> 'waiting'" },
	{ 0 },
};
