/* Minutes: convened, answered, written by two at once, decided, amended, approved by the next meeting; and the plan that follows. */
#include "webtest.h"
#include "meeting_test.h"

/* Everyone of the bodies was there, but the member. */
static void
note_presences(struct meeting_world *m, long long id)
{
	struct webtest *w = m->w;
	webtest_as(w, ROLE_SECRETARY);
	long long s = (long long)world_number(m, M(w, "SELECT id FROM meeting_person WHERE meeting = %lld AND person = %lld", id, (long long)w->person));
	webtest_as(w, ROLE_CHAIR);
	long long c = (long long)world_number(m, M(w, "SELECT id FROM meeting_person WHERE meeting = %lld AND person = %lld", id, (long long)w->person));
	webtest_as(w, ROLE_MEMBER);
	long long x = (long long)world_number(m, M(w, "SELECT id FROM meeting_person WHERE meeting = %lld AND person = %lld", id, (long long)w->person));
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/attendance", id), M(w, "presence=%lld:present&presence=%lld:present&presence=%lld:excused", s, c, x)), 303);
}

static int64_t
minutes_rev(struct meeting_world *m, long long item)
{
	return world_number(m, M(m->w, "SELECT minutes_rev FROM meeting_item WHERE id = %lld", item));
}

static int
type(struct meeting_world *m, long long id, long long item, int64_t rev, const char *text, const char *more)
{
	return webtest_post(m->w, M(m->w, "/meetings/%lld/minutes/%lld/typed", id, item), M(m->w, "rev=%lld&text=%s%s", (long long)rev, text, more));
}

/* Given back to be shortened, whole; nothing is kept of it. */
static void
too_long(void **state)
{
	enum { MOST = 100000 };
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = world_meeting(&m, 0);
	assert_int_equal(world_do(&m, id, "begin"), 303);
	long long item = world_item(&m, id, m.kept);
	char *text = arena_alloc(w->a, MOST + 2);
	memset(text, 'x', MOST + 1);
	memcpy(text, "Commence", 8), memcpy(text + MOST - 4, "finit", 5);
	text[MOST + 1] = '\0';
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/minutes/%lld", id, item), M(w, "rev=0&text=%s", text)), 422);
	webtest_has(w, "Caractères en trop : 1.");
	webtest_has(w, text);
	assert_int_equal(minutes_rev(&m, item), 0);
	text[MOST] = '\0';
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/minutes/%lld", id, item), M(w, "rev=0&text=%s", text)), 303);
	assert_int_equal(minutes_rev(&m, item), 1);
	webtest_close(w);
}

static void
convened_and_answered(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = world_meeting(&m, 10);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/people", id), "name=Ana+No%C3%ABl&email=ana%40exemple.org"), 303);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(world_do(&m, id, "convene"), 403);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(world_do(&m, id, "convene"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM outbox WHERE calendar_method = 'REQUEST'"), 4);
	const struct outbox_row *ana = mail_to(w, "ana@exemple.org", "Convocation"), *member = mail_to(w, "p4-1-x", "Convocation");
	assert_non_null(ana);
	assert_non_null(member);
	assert_true(ana->secret && !member->secret); /* a link that opens without an account is no secretary's to read */
	assert_non_null(strstr(member->text, M(w, "/meetings/%lld", id)));
	assert_non_null(strstr(member->text, "Actions en retard"));
	/* the invitation: its method, its only attendee, its day on the clock of Brussels */
	assert_int_equal(world_number(&m, "SELECT count(*) FROM outbox WHERE calendar LIKE '%METHOD:REQUEST%' AND calendar LIKE '%SEQUENCE:0%' AND calendar LIKE '%TZID=Europe/Brussels:%T173000%'"), 4);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM outbox WHERE to_address = 'ana@exemple.org' AND calendar LIKE '%mailto:ana@exemple.org%' AND calendar NOT LIKE '%p4-1%'"), 1);
	/* answered: by session, by link */
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, "Viendrez-vous");
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/answer", id), "comes=maybe"), 422);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/answer", id), "comes=yes&answer_note=En+retard"), 303);
	const char *at = strstr(ana->text, "/invitation/");
	assert_non_null(at);
	const char *link = arena_strndup(w->a, at, strlen("/invitation/") + 26);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, link), 200);
	webtest_has(w, "Viendrez-vous");
	webtest_has(w, "Actions en retard");
	assert_int_equal(webtest_post(w, link, "comes=no&answer_note=En+voyage"), 303);
	assert_int_equal(webtest_get(w, "/invitation/zzzzzzzzzzzzzzzzzzzzzzzzzz"), 404);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/people", id)), 200);
	webtest_has(w, "En voyage");
	webtest_has(w, "En retard");
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_person WHERE answer = 'yes'"), 1);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_person WHERE answer = 'no'"), 1);
	/* moved: the sequence grows, once more to everyone; another's row has nothing of it */
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld", id), M(w, "rev=%lld&held_on=%s&starts=18:00&ends=19:30&place=Salle+4", world_rev(&m, id), world_day(&m, 11))), 303);
	assert_int_equal(world_do(&m, id, "convene"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM outbox WHERE calendar LIKE '%SEQUENCE:1%' AND calendar LIKE '%T180000%'"), 4);
	/* taken off the list: the link opens nothing */
	long long row = (long long)world_number(&m, "SELECT id FROM meeting_person WHERE email_key = 'ana@exemple.org'");
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/people/%lld", id, row), ""), 303);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, link), 404);
	/* cancelled: it stays, as cancelled, and calendars hear of it */
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(world_do(&m, id, "cancel"), 422);
	assert_int_equal(world_do(&m, id, "cancel&reason=Salle+prise"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM outbox WHERE calendar_method = 'CANCEL' AND calendar LIKE '%STATUS:CANCELLED%' AND calendar LIKE '%SEQUENCE:2%'"), 3);
	assert_int_equal(webtest_get(w, "/meetings"), 200);
	webtest_has(w, "Annulée");
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, "Salle prise");
	assert_int_equal(world_do(&m, id, "begin"), 403);
	webtest_close(w);
}

static void
two_writers(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = world_meeting(&m, 0), item = world_item(&m, id, m.late);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(type(&m, id, item, 0, "trop+t%C3%B4t", ""), 403);
	assert_int_equal(world_do(&m, id, "begin"), 303);
	assert_int_equal(type(&m, id, item, 0, "Un%0ADeux%0ATrois", ""), 200);
	webtest_has(w, "\"outcome\":\"saved\"");
	/* other lines: both are in the text */
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(type(&m, id, item, 1, "Un%0ADeux%0ATrois+du+membre", ""), 200);
	webtest_has(w, "\"outcome\":\"saved\"");
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(type(&m, id, item, 1, "Un+de+la+secr%C3%A9taire%0ADeux%0ATrois", ""), 200);
	webtest_has(w, "\"outcome\":\"merged\"");
	webtest_has(w, "Trois du membre");
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_item WHERE id = %lld AND minutes = 'Un de la secrétaire\nDeux\nTrois du membre'", item)), 1);
	/* she typed on meanwhile: the browser says on which text */
	assert_int_equal(type(&m, id, item, 3, "Un+de+la+secr%C3%A9taire,+suite%0ADeux%0ATrois", "&base=Un+de+la+secr%C3%A9taire%0ADeux%0ATrois"), 200);
	webtest_has(w, "\"outcome\":\"merged\"");
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_item WHERE id = %lld AND minutes = 'Un de la secrétaire, suite\nDeux\nTrois du membre'", item)), 1);
	/* the same line: theirs stays, mine is kept whole, and grows as I type */
	int64_t rev = minutes_rev(&m, item);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(type(&m, id, item, rev, "Un+autre%0ADeux%0ATrois+du+membre", ""), 200);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(type(&m, id, item, rev, "Un+encore%0ADeux%0ATrois+du+membre", ""), 200);
	webtest_has(w, "\"outcome\":\"rival\"");
	assert_int_equal(type(&m, id, item, rev, "Un+encore+plus+long%0ADeux%0ATrois+du+membre", ""), 200);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_rival WHERE settled_at IS NULL AND text LIKE 'Un encore plus long%'"), 1);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_item WHERE id = %lld AND minutes LIKE 'Un autre%%'", item)), 1);
	/* without JavaScript the same form leads to the page that makes one of both */
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/minutes/%lld", id, item), M(w, "rev=%lld&text=Un+encore+bien+plus+long%%0ADeux%%0ATrois+du+membre", (long long)rev)), 303);
	assert_non_null(strstr(w->an.location, "/merge"));
	assert_int_equal(webtest_get(w, w->an.location), 200);
	webtest_has(w, "Un autre");
	webtest_has(w, "Un encore bien plus long");
	/* not prepared while two texts wait */
	note_presences(&m, id);
	assert_int_equal(world_do(&m, id, "prepare"), 422);
	webtest_has(w, "attendent d’être réunis");
	const char *merge = M(w, "/meetings/%lld/minutes/%lld/merge", id, item);
	long long rival = (long long)world_number(&m, "SELECT id FROM meeting_rival WHERE settled_at IS NULL");
	assert_int_equal(webtest_post(w, merge, M(w, "onto=%lld&rival=%lld&text=Les+deux", (long long)rev, rival)), 422); /* a third text came */
	webtest_has(w, "Les deux");
	assert_int_equal(webtest_post(w, merge, M(w, "onto=%lld&rival=%lld&text=Les+deux", (long long)minutes_rev(&m, item), rival)), 303);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_item WHERE id = %lld AND minutes = 'Les deux'", item)), 1);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_rival WHERE settled_at IS NULL"), 0);
	assert_int_equal(world_do(&m, id, "prepare"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_item_text"), 0); /* the states on the way are gone */
	webtest_close(w);
}

/* Begun, ticked, decided, prepared: what most tests start from. */
static long long
prepared(struct meeting_world *m, int day)
{
	struct webtest *w = m->w;
	webtest_as(w, ROLE_SECRETARY);
	long long id = world_meeting(m, day), kept = world_item(m, id, m->kept), late = world_item(m, id, m->late);
	assert_int_equal(world_do(m, id, "begin"), 303);
	note_presences(m, id);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/minutes/%lld", id, kept), M(w, "rev=0&text=On+en+parle.&discussed=%lld", (long long)m->kept)), 303);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/minutes/%lld", id, late), "rev=0&text=On+n%E2%80%99en+parle+pas."), 303);
	assert_int_equal(world_do(m, id, "prepare"), 303);
	return id;
}

static const char *
plan_page(struct meeting_world *m, int64_t action)
{
	assert_int_equal(webtest_get(m->w, M(m->w, "/plan/actions/%lld", (long long)action)), 200);
	return webtest_body(m->w);
}

static void
approved_by_the_next(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long first = prepared(&m, -3);
	assert_non_null(mail_to(w, "p16-1-x", "PV à relire"));
	assert_non_null(strstr(plan_page(&m, m.kept), "alimenter"));
	/* nobody of another body, nor an evaluator, reads what is not approved */
	webtest_as_of(w, ROLE_CHAIR, WEBTEST_OTHER_BODY, NULL);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/minutes", first)), 404);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/export/docx", first)), 404);
	webtest_as(w, ROLE_EVALUATOR);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/minutes", first)), 404);
	/* the next agenda begins with it; the secretary records, the chair approves */
	webtest_as(w, ROLE_SECRETARY);
	long long second = world_meeting(&m, 0);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", second)), 200);
	webtest_has(w, "Approbation du PV de la réunion du");
	long long item = (long long)world_number(&m, M(w, "SELECT id FROM meeting_item WHERE meeting = %lld AND approves = %lld", second, first));
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_item WHERE meeting = %lld AND position < (SELECT position FROM meeting_item WHERE id = %lld)", second, item)), 0);
	const char *approve = M(w, "/meetings/%lld/minutes/%lld/approve", second, item);
	assert_int_equal(webtest_post(w, approve, ""), 403);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_post(w, approve, ""), 422); /* nobody sits yet */
	assert_int_equal(world_do(&m, second, "begin"), 303);
	assert_int_equal(webtest_post(w, approve, "again=1"), 303);
	/* frozen, and its bytes are those of its digest */
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/export/txt", first)), 200);
	struct digest d = digest_of(w->an.bytes, w->an.n);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting WHERE id = %lld AND stage = 'approved' AND minutes_sha = '%s'", first, d.s)), 1);
	webtest_has(w, "On en parle.");
	/* the plan: kept up, nobody typed a status; "why?" names the meeting; the late one was not ticked */
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM evidence_slot WHERE indicator = %lld", (long long)m.kept_line)), 1);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM evidence_slot WHERE indicator = %lld", (long long)m.late_line)), 0);
	plan_page(&m, m.kept);
	webtest_has(w, "tenue à jour");
	webtest_has(w, "PV : CEP, réunion du");
	webtest_as(w, ROLE_EVALUATOR);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/minutes", first)), 200);
	webtest_has(w, d.s);
	webtest_has(w, "1.1.1");
	/* once is enough */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_post(w, approve, "again=2"), 422);
	webtest_has(w, "déjà approuvé");
	assert_int_equal(world_number(&m, "SELECT count(*) FROM evidence"), 1);
	/* taken back, with its evidence, and why; approved again, one piece again */
	assert_int_equal(world_do(&m, first, "withdraw"), 422);
	assert_int_equal(world_do(&m, first, "withdraw&reason=Une+erreur"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM evidence WHERE withdrawn_at IS NOT NULL"), 1);
	assert_true(world_number(&m, "SELECT count(*) FROM history WHERE entity = 'evidence' AND what = 'withdrawn' AND after = 'Une erreur'") == 1);
	assert_int_equal(webtest_get(m.w, arena_printf(m.w->a, "/evidence/%lld", (long long)world_number(&m, "SELECT id FROM evidence WHERE withdrawn_at IS NOT NULL"))), 200);
	webtest_has(m.w, "<dt>Retirée</dt>");
	webtest_hasnt(m.w, "le procès-verbal approuvé");
	plan_page(&m, m.kept);
	webtest_hasnt(w, "tenue à jour,");
	assert_int_equal(webtest_post(w, approve, "again=3"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM evidence WHERE withdrawn_at IS NULL"), 1);
	plan_page(&m, m.kept);
	webtest_has(w, "tenue à jour,");
	webtest_close(w);
}

static void
decided_and_followed(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = world_meeting(&m, -1), item = world_item(&m, id, m.late);
	const char *path = M(w, "/meetings/%lld/decisions", id);
	assert_int_equal(webtest_post(w, path, M(w, "item=%lld&decision=Non&manner=consensus", item)), 403); /* no minutes are open */
	assert_int_equal(world_do(&m, id, "begin"), 303);
	note_presences(&m, id);
	long long me = (long long)w->person;
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_post(w, path, M(w, "item=%lld&decision=Non&manner=consensus", item)), 403);
	long long member = (long long)w->person;
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_post(w, path, M(w, "item=%lld&decision=&manner=vote&votes_for=3", item)), 422);
	webtest_has(w, "Écrivez ce qui est décidé");
	webtest_has(w, "Un vote compte");
	assert_int_equal(webtest_post(w, path, M(w, "item=%lld&decision=Adopter+la+note&manner=vote&votes_for=3&votes_against=0&votes_abstain=1&owner=%lld&due_on=%s&followed=1&actions=%lld",
	    item, member, world_day(&m, 5), (long long)m.late)), 303);
	long long first = (long long)world_number(&m, "SELECT max(id) FROM meeting_decision");
	assert_int_equal(webtest_post(w, path, M(w, "item=%lld&decision=Dire+merci&manner=consensus", item)), 303);
	long long second = (long long)world_number(&m, "SELECT max(id) FROM meeting_decision");
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/minutes", id)), 200);
	webtest_has(w, "3 pour, 0 contre, abstentions : 1");
	assert_int_equal(webtest_post(w, M(w, "%s/%lld", path, second), M(w, "rev=1&item=%lld&decision=Dire+un+grand+merci&manner=consensus&do=save", item)), 303);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld", path, second), M(w, "rev=1&item=%lld&decision=Autre&manner=consensus&do=save", item)), 409);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld", path, second), "do=remove"), 303);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld/restore", path, second), ""), 303);
	/* followed: its owner reads it and closes it, with a proof; another body's chair sees nothing */
	assert_int_equal(webtest_get(w, "/decisions"), 200);
	webtest_has(w, "Adopter la note");
	webtest_has(w, "<small class=\"soft\">CEP, "); /* of which body */
	webtest_hasnt(w, "grand merci"); /* not to be followed */
	assert_int_equal(webtest_get(w, "/decisions?status=all"), 200);
	webtest_has(w, "grand merci");
	webtest_has(w, "Sans suivi");
	webtest_as_of(w, ROLE_CHAIR, WEBTEST_OTHER_BODY, NULL);
	assert_int_equal(webtest_get(w, "/decisions?status=all"), 200);
	webtest_hasnt(w, "Adopter la note");
	assert_int_equal(webtest_get(w, M(w, "/meetings/decisions/%lld", first)), 404);
	webtest_as(w, ROLE_MEMBER);
	const char *one = M(w, "/meetings/decisions/%lld", first);
	assert_int_equal(webtest_get(w, one), 200);
	assert_int_equal(webtest_post(w, one, M(w, "rev=1&status=done&done_on=%s&proof=", world_day(&m, 0))), 422);
	webtest_has(w, "a sa preuve");
	assert_int_equal(webtest_post(w, one, M(w, "rev=1&status=done&done_on=%s&proof=x", world_day(&m, 3))), 422);
	webtest_file(w, "file", "note.txt", "la note", 7);
	assert_int_equal(webtest_post(w, one, M(w, "rev=1&status=done&done_on=%s&proof=Envoy%%C3%%A9e", world_day(&m, 0))), 303);
	assert_int_equal(webtest_get(w, M(w, "%s/proof", one)), 200);
	webtest_has(w, "la note");
	assert_int_equal(webtest_post(w, M(w, "/meetings/decisions/%lld", second), "rev=2&status=dropped&proof=x"), 403); /* not its owner */
	assert_int_equal(webtest_get(w, "/decisions?status=done"), 200);
	webtest_has(w, "Adopter la note");
	/* an open one opens the next agenda */
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_post(w, one, "rev=2&status=open"), 303);
	long long next = world_meeting(&m, 8);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_item WHERE meeting = %lld AND kind = 'decisions'", next)), 1);
	/* ... and is read there, and closed while that meeting goes through them */
	const char *next_path = M(w, "/meetings/%lld", next), *next_minutes = M(w, "/meetings/%lld/minutes", next);
	assert_int_equal(webtest_get(w, next_path), 200);
	webtest_has(w, "Adopter la note");
	webtest_hasnt(w, "grand merci");
	webtest_hasnt(w, "Noter ce qu’elle est devenue");
	assert_int_equal(world_do(&m, next, "begin"), 303);
	assert_int_equal(webtest_get(w, next_minutes), 200);
	webtest_has(w, "Adopter la note");
	webtest_has(w, "Noter ce qu’elle est devenue");
	webtest_as_of(w, ROLE_CHAIR, WEBTEST_OTHER_BODY, NULL);
	assert_int_equal(webtest_get(w, next_minutes), 404);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_post(w, one, M(w, "rev=3&status=done&done_on=%s&proof=vu&meeting=%lld&item=7", world_day(&m, 0), next)), 303);
	assert_string_equal(webtest_header(w, "Location"), M(w, "%s#i-7", next_minutes));
	assert_int_equal(webtest_get(w, next_minutes), 200);
	webtest_hasnt(w, "Adopter la note");
	/* out: a document, and the extract of one decision */
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/export/docx", id)), 200);
	assert_true(w->an.n > 1000 && memcmp(w->an.bytes, "PK", 2) == 0);
	assert_int_equal(webtest_get(w, M(w, "%s/export/odt", one)), 200);
	assert_int_equal(webtest_get(w, M(w, "%s/export/exe", one)), 404);
	(void)me;
	webtest_close(w);
}

static enum err
adopts_work(struct db *db, void *arg)
{
	struct meeting_world *m = arg;
	struct rows *r;
	static const struct query add = { "add", "INSERT INTO evidence (kind, title, effective_on, visibility, url, filed_at, rev) VALUES (1, 'Charte', '2024-01-01', 2, 'https://exemple.org', '2024-01-02T00:00:00Z', 1) RETURNING id" };
	static const struct query last = { "last", "SELECT max(id) FROM meeting_decision" };
	const struct user *u;
	enum err e = db_one(db, &add, NO_ARGS, &r);
	int64_t evidence = col_int(r, 0), decision;
	if (e == OK)
		e = user_of_person(db, m->w->person, today_brussels(), &u);
	if (e == OK)
		e = db_one(db, &last, NO_ARGS, &r);
	decision = col_int(r, 0);
	if (e == OK)
		e = decision_adopts(db, u, decision, evidence);
	return e == OK ? decision_adopts(db, u, decision, evidence) : e;
}

static void
adopts_with_its_minutes(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = prepared(&m, -2), item = world_item(&m, id, m.kept);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/decisions", id), M(w, "item=%lld&decision=La+charte+est+adopt%%C3%%A9e&manner=consensus&followed=1", item)), 303);
	webtest_ok(w, store_write(w->app.store, w->a, adopts_work, &m));
	assert_int_equal(world_number(&m, "SELECT count(*) FROM evidence WHERE adopted_on IS NOT NULL"), 0); /* not before its minutes are approved */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(world_do(&m, id, "approve"), 422);
	webtest_has(w, "Dites comment");
	assert_int_equal(world_do(&m, id, M(w, "approve&on=%s&how=Par+courriel", world_day(&m, 0))), 303);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM evidence WHERE title = 'Charte' AND adopted_on = '%s' AND adopted_by = 1 AND adopted_text LIKE 'La charte%%' AND validated_at IS NOT NULL", world_day(&m, -2))), 1);
	assert_int_equal(world_do(&m, id, "withdraw&reason=Erreur"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM evidence WHERE title = 'Charte' AND adopted_on IS NULL"), 1);
	webtest_close(w);
}

static void
amended(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = prepared(&m, -2), item = world_item(&m, id, m.kept);
	const char *path = M(w, "/meetings/%lld/amendments/%lld", id, item);
	webtest_as(w, ROLE_MEMBER); /* was not there: reads, says so, does not amend */
	assert_int_equal(webtest_get(w, path), 403);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/minutes", id)), 200);
	webtest_has(w, "Je l’ai lu");
	assert_int_equal(world_do(&m, id, "read"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_person WHERE read_at IS NOT NULL"), 1);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_get(w, path), 200);
	assert_int_equal(webtest_post(w, path, "rev=1&text=On+en+parle."), 422);
	assert_int_equal(webtest_post(w, path, "rev=1&text=On+en+parle+longuement.&reason=Oubli"), 303);
	assert_int_equal(webtest_post(w, path, "rev=1&text=On+en+parle+peu."), 303);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/minutes", id)), 200);
	webtest_has(w, "<ins>parle longuement.</ins>");
	/* not approved while suggestions wait */
	assert_int_equal(world_do(&m, id, M(w, "approve&on=%s&how=Par+courriel", world_day(&m, 0))), 422);
	webtest_has(w, "Des amendements attendent");
	webtest_as(w, ROLE_SECRETARY);
	long long a = (long long)world_number(&m, "SELECT min(id) FROM meeting_amendment");
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/amendments/%lld/settle", id, a), "do=accept"), 303);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_item WHERE id = %lld AND minutes = 'On en parle longuement.'", item)), 1);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/amendments/%lld/settle", id, a + 1), "do=accept"), 422); /* the same line, changed since */
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/amendments/%lld/settle", id, a + 1), "do=refuse&why="), 422);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/amendments/%lld/settle", id, a + 1), "do=refuse&why=Contraire+au+premier"), 303);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/amendments/%lld/settle", id, a), "do=accept"), 403);
	webtest_close(w);
}

static void
annex_apart(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = prepared(&m, -2);
	const char *path = M(w, "/meetings/%lld/annex", id);
	assert_int_equal(webtest_post(w, path, "rev=0&text=Situation+de+X"), 303); /* the secretary was there */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Situation de X");
	webtest_as(w, ROLE_MEMBER); /* of the body, excused */
	assert_int_equal(webtest_get(w, path), 404);
	webtest_as(w, ROLE_COORDINATION); /* by no role alone */
	assert_int_equal(webtest_get(w, path), 200);
	webtest_hasnt(w, "Situation de X");
	assert_int_equal(webtest_post(w, path, "rev=1&text=Autre"), 404);
	assert_int_equal(webtest_post(w, M(w, "%s/open", path), "reason="), 422);
	assert_int_equal(webtest_post(w, M(w, "%s/open", path), "reason=Recours"), 303);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Situation de X");
	assert_int_equal(world_number(&m, "SELECT count(*) FROM history WHERE what = 'annex opened' AND after = 'Recours'"), 1);
	/* never in what goes out, nor in the journal */
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/export/txt", id)), 200);
	webtest_hasnt(w, "Situation de X");
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/minutes", id)), 200);
	webtest_hasnt(w, "Situation de X");
	assert_int_equal(world_number(&m, "SELECT count(*) FROM history WHERE after LIKE '%Situation%' OR before LIKE '%Situation%'"), 0);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(world_do(&m, id, M(w, "approve&on=%s&how=Par+courriel", world_day(&m, 0))), 303);
	webtest_as(w, ROLE_EVALUATOR);
	assert_int_equal(webtest_get(w, path), 404);
	webtest_as(w, ROLE_SECRETARY); /* frozen with the rest */
	assert_int_equal(webtest_post(w, path, "rev=1&text=Autre"), 403);
	webtest_close(w);
}

/* Who has no account reads by their link: what they were at, once it is prepared; the rest once it is approved. */
static void
read_by_link(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = world_meeting(&m, -1), kept = world_item(&m, id, m.kept);
	const char *people = M(w, "/meetings/%lld/people", id);
	assert_int_equal(webtest_post(w, people, "name=Ana+No%C3%ABl&email=ana%40exemple.org"), 303);
	long long ana = (long long)world_number(&m, "SELECT max(id) FROM meeting_person");
	assert_int_equal(webtest_post(w, people, "name=Luc+Absent&email=luc%40exemple.org"), 303);
	assert_int_equal(world_do(&m, id, "convene"), 303);
	const char *links[2];
	static const char *const who[] = { "ana@exemple.org", "luc@exemple.org" };
	for (int k = 0; k < 2; k++) {
		const struct outbox_row *o = mail_to(w, who[k], "Convocation");
		assert_non_null(o);
		links[k] = arena_strndup(w->a, strstr(o->text, "/invitation/"), strlen("/invitation/") + 26);
	}
	assert_int_equal(world_do(&m, id, "begin"), 303);
	note_presences(&m, id);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/attendance", id), M(w, "presence=%lld:invited", ana)), 303);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/minutes/%lld", id, kept), M(w, "rev=0&text=Paroles+not%%C3%%A9es.&discussed=%lld", (long long)m.kept)), 303);
	for (int k = 0; k < 2; k++) {
		assert_int_equal(webtest_get(w, links[k]), 200);
		webtest_hasnt(w, "Paroles notées");
	}
	assert_int_equal(world_do(&m, id, "prepare"), 303);
	assert_non_null(mail_to(w, "ana@exemple.org", "PV à relire"));
	assert_null(mail_to(w, "luc@exemple.org", "PV à relire"));
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, links[0]), 200);
	webtest_has(w, "Paroles notées");
	assert_int_equal(webtest_get(w, links[1]), 200);
	webtest_hasnt(w, "Paroles notées");
	assert_int_equal(webtest_post(w, links[0], "comes=yes"), 422); /* too late to answer */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_get(w, "/owe"), 200); /* the first page says what waits */
	webtest_has(w, "PV à approuver");
	assert_int_equal(world_do(&m, id, M(w, "approve&on=%s&how=Par+courriel", world_day(&m, 0))), 303);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/export/pdf", id)), 200);
	assert_memory_equal(w->an.bytes, "%PDF-", 5);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, links[1]), 200);
	webtest_has(w, "Paroles notées");
	webtest_close(w);
}

static enum err
check_work(struct db *db, void *arg)
{
	return minutes_check(db, arg);
}

static void
held_to_its_digest(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = prepared(&m, -2);
	struct minutes_audit audit;
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(world_do(&m, id, M(w, "approve&on=%s&how=Par+courriel", world_day(&m, 0))), 303);
	webtest_ok(w, store_read(w->app.store, w->a, check_work, &audit));
	assert_int_equal(audit.minutes, 1);
	assert_int_equal(audit.faults.n, 0);
	struct webtest_sql sql = { M(w, "UPDATE meeting_item SET minutes = 'On en parle autrement.' WHERE minutes = 'On en parle.'"), 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &sql));
	webtest_ok(w, store_read(w->app.store, w->a, check_work, &audit));
	assert_int_equal(audit.faults.n, 1);
	webtest_close(w);
}

/* A member without an account: convoked by a link, reads what is prepared though absent, and says so; a guest does not. */
static void
a_member_by_link(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Lina&seat=member&from_day=2020-01-01&email=lina%40ex.org"), 303);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Gus&seat=guest&from_day=2020-01-01&email=gus%40ex.org"), 303);
	webtest_as(w, ROLE_SUPERVISOR); /* an account whose roles say nothing of this body: the mandate lets in */
	long long sam = (long long)w->person;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", M(w, "actor=1&person=%lld&seat=member&from_day=2020-01-01", sam)), 303);
	webtest_as(w, ROLE_SECRETARY);
	long long id = world_meeting(&m, 0), kept = world_item(&m, id, m.kept);
	assert_int_equal(world_do(&m, id, "convene"), 303);
	const char *links[2];
	static const char *const who[] = { "lina@ex.org", "gus@ex.org" };
	for (int k = 0; k < 2; k++) {
		const struct outbox_row *o = mail_to(w, who[k], "Convocation");
		assert_non_null(o);
		links[k] = arena_strndup(w->a, strstr(o->text, "/invitation/"), strlen("/invitation/") + 26);
	}
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_post(w, links[0], "comes=no&answer_note=En+train"), 303);
	assert_int_equal(webtest_post(w, links[0], "read=1"), 403); /* nothing to read yet */
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(world_do(&m, id, "begin"), 303);
	note_presences(&m, id);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/minutes/%lld", id, kept), "rev=0&text=Paroles+not%C3%A9es."), 303);
	webtest_as(w, ROLE_SUPERVISOR);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/minutes", id)), 404);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(world_do(&m, id, "prepare"), 303);
	assert_non_null(mail_to(w, "lina@ex.org", "PV à relire"));
	assert_null(mail_to(w, "gus@ex.org", "PV à relire"));
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, links[0]), 200);
	webtest_has(w, "Paroles notées");
	assert_int_equal(webtest_post(w, links[0], "read=1"), 303);
	assert_int_equal(webtest_get(w, links[0]), 200);
	webtest_has(w, "vous l’avez lu le");
	webtest_hasnt(w, "Je l’ai lu");
	assert_int_equal(webtest_get(w, links[1]), 200);
	webtest_hasnt(w, "Paroles notées");
	assert_int_equal(webtest_post(w, links[1], "read=1"), 403);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_person WHERE read_at IS NOT NULL"), 1);
	webtest_as(w, ROLE_SUPERVISOR);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/minutes", id)), 200);
	webtest_has(w, "Paroles notées");
	assert_int_equal(world_do(&m, id, "read"), 303);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(too_long), T(convened_and_answered), T(two_writers), T(approved_by_the_next), T(decided_and_followed), T(adopts_with_its_minutes), T(amended), T(annex_apart), T(read_by_link), T(a_member_by_link), T(held_to_its_digest) };
	return cmocka_run_group_tests_name("minutes", tests, NULL, NULL);
}
