/* The kinds of mail, the links that stop them, and why a mail did not arrive. */
#include "test.h"
#include "base/text.h"
#include "mail/mail.h"

/* That each mail has a kind is the compiler's: mail_queue() takes it apart. That each kind is told whole is seen here. */
static void
each_is_told(void **state)
{
	(void)state;
	int refused = 0;
	for (int k = 0; k < MAIL_KINDS; k++) {
		const struct mail_kind_text *x = &mail_kinds[k];
		assert_non_null(x->word);
		assert_in_range(strlen(x->word), 1, 20); /* as mails_params has it */
		assert_int_equal(mail_kind_of(x->word), k); /* no two alike */
		bool all = x->title != NULL && x->says != NULL && x->without != NULL && x->because != NULL;
		bool none = x->title == NULL && x->says == NULL && x->without == NULL && x->because == NULL && !x->weekly;
		assert_true(all || none);
		assert_int_equal(mail_may_refuse((enum mail_kind)k), all);
		refused += all;
	}
	assert_in_range(refused, 6, 9); /* a list that is read in one look */
	assert_false(mail_may_refuse(MAIL_DOOR) || mail_may_refuse(MAIL_SECURITY) || mail_may_refuse(MAIL_ANSWER) || mail_may_refuse(MAIL_COMMISSION) || mail_may_refuse(MAIL_RIGHTS));
	/* A day or an hour never waits for the week; nor does the weekly letter for itself. */
	assert_false(mail_kinds[MAIL_MEETING].weekly || mail_kinds[MAIL_TIMETABLE].weekly || mail_kinds[MAIL_TASK].weekly || mail_kinds[MAIL_WEEKLY].weekly);
	assert_int_equal(mail_kind_of("nothing"), MAIL_KINDS);
	assert_int_equal(mail_kind_of(NULL), MAIL_KINDS);
}

static void
links_stop_one_kind_of_one_person(void **state)
{
	static const unsigned char key[APP_KEY_SIZE] = { 1, 2, 3 }, other[APP_KEY_SIZE] = { 1, 2, 4 };
	for (int k = 0; k < MAIL_KINDS; k++) {
		if (!mail_may_refuse((enum mail_kind)k))
			continue;
		const char *t = mail_off_token(*state, key, 7, (enum mail_kind)k);
		assert_int_equal(strlen(t), 26);
		assert_int_equal(mail_off_kind(*state, key, 7, t), k);
		assert_int_equal(mail_off_kind(*state, key, 8, t), MAIL_KINDS);
		assert_int_equal(mail_off_kind(*state, other, 7, t), MAIL_KINDS);
	}
	/* A token of a kind that nobody refuses opens nothing; nor does part of one. */
	assert_int_equal(mail_off_kind(*state, key, 7, mail_off_token(*state, key, 7, MAIL_DOOR)), MAIL_KINDS);
	assert_int_equal(mail_off_kind(*state, key, 7, arena_strndup(*state, mail_off_token(*state, key, 7, MAIL_PLAN), 25)), MAIL_KINDS);
	assert_int_equal(mail_off_kind(*state, key, 7, ""), MAIL_KINDS);
	assert_int_equal(mail_off_kind(*state, key, 7, NULL), MAIL_KINDS);
}

static void
the_footer_says_why_and_how(void **state)
{
	const char *fr = mail_footer(*state, "fr", MAIL_MEETING, "https://p.be/unsubscribe/1/x"), *en = mail_footer(*state, "en", MAIL_MEETING, "https://p.be/unsubscribe/1/x");
	assert_non_null(strstr(fr, "\n-- \nVous recevez ce courriel parce que vous êtes sur la liste d’une réunion.\n"));
	assert_non_null(strstr(fr, "Convocations"));
	assert_true(text_starts(strstr(fr, "https://"), "https://p.be/unsubscribe/1/x\n"));
	assert_null(strstr(en, "Vous"));
	assert_non_null(strstr(en, "https://p.be/unsubscribe/1/x\n"));
}

static void
reasons_in_words(void **state)
{
	static const struct { const char *error, *word; } said[] = {
		{ "RCPT failed: 550 (SMTP 550)", "cette adresse n’existe pas" }, { "RCPT failed: 553 (SMTP 553)", "cette adresse n’existe pas" }, { "Weird server reply (SMTP 552)", "pleine" },
		{ "Weird server reply (SMTP 554)", "indésirable" }, { "RCPT failed: 556 (SMTP 556)", "aucun courriel" }, { "RCPT failed: 451 (SMTP 451)", "demandé d’attendre" },
		{ "Login denied (SMTP 535)", "mot de passe" }, { "Could not resolve host: relay.exemple.org", "nom du serveur" }, { "SSL certificate problem: self-signed certificate", "liaison protégée" },
		{ "Requested SSL level failed (SMTP 454)", "liaison protégée" }, { "Failed to connect to 127.0.0.1 port 25 after 0 ms: Couldn't connect to server", "n’a pas répondu" },
		{ "Operation timed out after 300000 milliseconds", "n’a pas répondu" }, { "two attempts ended without an answer; it may have arrived: Recv failure", "peut-être arrivé" },
		{ "MAIL failed: 501 (SMTP 501)", "le serveur l’a refusé" }, { "an address that cannot stand in a header", "n’a pas abouti" }, { "", "inconnue" }, { NULL, "inconnue" },
	};
	for (size_t i = 0; i < LEN(said); i++)
		if (strstr(mail_why(*state, said[i].error), said[i].word) == NULL)
			fail_msg("%s: %s", said[i].error, mail_why(*state, said[i].error));
}

int
main(void)
{
	const struct CMUnitTest t[] = { T(each_is_told), T(links_stop_one_kind_of_one_person), T(the_footer_says_why_and_how), T(reasons_in_words) };
	return cmocka_run_group_tests(t, NULL, NULL);
}
