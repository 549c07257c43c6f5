#include "app/security.h"
#include "app/app.h"
#include "base/embed.h"
#include "jobs/child.h"
#include "jobs/fence.h"
#include "mail/mail.h"
#include "people/audit.h"
#include "people/oidc.h"
#include "store/setting.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BACKUP_DAYS = 7, ADMINS_MANY = 3, SESSIONS_MANY = 15 };

void
found_todo(struct arena *a, struct findings *f, enum severity s, const char *what, const char *msgid, const char *arg, const char *todo)
{
	PUSH(a, f, ((struct finding){ s, what, msgid, { arg, NULL, NULL }, todo }));
}

void
found(struct arena *a, struct findings *f, enum severity s, const char *what, const char *msgid, const char *arg)
{
	found_todo(a, f, s, what, msgid, arg, NULL);
}

static const char *
joined(struct arena *a, const struct strings *names)
{
	struct buf b = buf_new(a, KIB(8));
	size_t most = names->n > 12 ? 12 : names->n;
	for (size_t i = 0; i < most; i++)
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", names->items[i]);
	if (names->n > most)
		buf_printf(&b, ", + %zu", names->n - most);
	return buf_str(&b);
}

static const char *
number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

/* ---- who can come in ----------------------------------------------------------------------------------------- */

static enum err
look_at_programme(struct db *db, const struct security *s, struct findings *f)
{
	struct arena *a = db_arena(db);
	struct programme pr;
	enum err e = programme_load(db, &pr);
	(void)s;
	if (e == E_NOTFOUND) {
		fail_clear(a);
		found(a, f, ADVICE, "programme", N_("Aucun programme : « pilotis init » en crée un."), NULL);
		return OK;
	}
	if (e != OK)
		return e;
	found(a, f, SOUND, "programme", N_("Programme : %s"), pr.name);
	if (pr.plan_public)
		found_todo(a, f, SOUND, "public_plan", N_("Le plan adopté et son avancement sont publiés : tout le monde peut les lire, sans les preuves internes."), NULL,
		    N_("Si ce n’est plus voulu : Réglages, « Publier le plan »."));
	else
		found(a, f, SOUND, "public_plan", N_("Le plan n’est pas publié : il faut un compte pour le lire."), NULL);
	return OK;
}

static enum err
look_at_people(struct db *db, const struct security *s, struct findings *f)
{
	struct arena *a = db_arena(db);
	struct people_audit k;
	struct programme pr;
	enum err e = programme_load(db, &pr);
	if (e == E_NOTFOUND) {
		fail_clear(a);
		return OK;
	}
	if (e != OK || (e = people_audit(db, s->today, &k)) != OK)
		return e;
	if (k.admins.n == 0)
		found_todo(a, f, FAULT, "people", N_("Personne n’administre le programme."), NULL, N_("« pilotis link ADRESSE » donne un lien à une personne connue ; la coordination peut nommer."));
	else
		found_todo(a, f, k.admins.n > ADMINS_MANY ? ADVICE : SOUND, "admins", N_("Administration : %s."), joined(a, &k.admins),
		    k.admins.n > ADMINS_MANY ? N_("Gardez deux ou trois personnes ; retirez ce rôle aux autres.") : NULL);
	if (k.coordinators.n == 0)
		found_todo(a, f, FAULT, "people", N_("Personne ne coordonne le programme."), NULL, N_("Donnez le rôle « Coordination » dans « Personnes »."));
	else
		found(a, f, SOUND, "coordination", N_("Coordination : %s."), joined(a, &k.coordinators));
	if (k.evaluators.n > 0)
		found_todo(a, f, ADVICE, "evaluators", N_("Des accès d’évaluation durent encore plus d’un an : %s."), joined(a, &k.evaluators),
		    N_("Rapprochez leur fin dans « Personnes » : un accès d’évaluation finit avec la visite."));
	else
		found(a, f, SOUND, "evaluators", N_("Aucun accès d’évaluation ne dure plus d’un an."), NULL);
	if (k.unused.n > 0)
		found_todo(a, f, ADVICE, "unused", N_("Comptes dont personne ne s’est servi depuis un an : %s."), joined(a, &k.unused),
		    N_("Désactivez-les dans « Personnes » : un compte oublié est une porte que nul ne regarde."));
	else
		found(a, f, SOUND, "unused", N_("Aucun compte n’est resté un an sans emploi."), NULL);
	PUSH(a, f, ((struct finding){ k.most_sessions > SESSIONS_MANY ? ADVICE : SOUND, "sessions",
	    N_("Sessions ouvertes : %s, pour %s comptes actifs. Une session finit après 30 jours sans visite (12 heures sur un ordinateur partagé)."),
	    { number(a, k.sessions), number(a, k.persons), NULL },
	    k.most_sessions > SESSIONS_MANY ? N_("Une personne en a beaucoup : demandez-lui d’employer « Se déconnecter partout » dans « Mon compte ».") : NULL }));
	found(a, f, SOUND, "passwords", N_("Comptes qui ont un mot de passe (argon2id) : %s ; les autres entrent par un lien."), number(a, k.passwords));
	found(a, f, SOUND, "throttle", N_("Les essais de connexion sont limités par adresse de courriel et par machine."), NULL);
	size_t migrations = 0;
	while (migration_table[migrations].name != NULL)
		migrations++;
	if ((int64_t)migrations == k.migrations)
		found(a, f, SOUND, "migrations", N_("Le schéma de la base est à jour (%s étapes)."), number(a, k.migrations));
	else
		found_todo(a, f, FAULT, "migrations", N_("Le schéma de la base n’est pas celui de ce programme (%s étapes)."), number(a, k.migrations),
		    N_("Redémarrez le service avec la même version de Pilotis partout."));
	return OK;
}

static enum err
look_at_signin(struct db *db, const struct security *s, struct findings *f)
{
	struct arena *a = db_arena(db);
	struct oidc_settings o;
	enum err e = oidc_settings_load(db, &o);
	(void)s;
	if (e != OK)
		return e;
	if (!o.enabled)
		found(a, f, SOUND, "signin", N_("On entre par un lien reçu par courriel, ou par un mot de passe."), NULL);
	else if (o.local_off)
		found(a, f, SOUND, "signin", N_("On n’entre que par le compte de l’école (%s)."), o.label);
	else
		found_todo(a, f, SOUND, "signin", N_("On entre par le compte de l’école (%s), un lien ou un mot de passe."), o.label,
		    N_("Quand tout le monde a un compte de l’école : Réglages, Connexion, « par l’école seulement »."));
	if (o.enabled && o.domains[0] == '\0' && o.trust_email)
		found_todo(a, f, ADVICE, "signin_domains", N_("Les adresses de l’école sont crues sans preuve, de quelque domaine qu’elles soient."), NULL,
		    N_("Nommez les domaines dans Réglages, Connexion."));
	return OK;
}

/* ---- what leaves, what would be lost ----------------------------------------------------------------------- */

static enum err
look_at_mail(struct db *db, const struct security *s, struct findings *f)
{
	struct arena *a = db_arena(db);
	struct smtp m;
	enum err e = smtp_load(db, &m);
	(void)s;
	if (e != OK)
		return e;
	if (text_blank(m.url))
		found_todo(a, f, ADVICE, "mail", N_("Aucun serveur d’envoi : les liens et les rappels ne partent pas."), NULL, N_("Réglages, « Courrier »."));
	else if (text_starts(m.url, "smtp+plain://"))
		found_todo(a, f, FAULT, "mail", N_("Les courriels, qui portent les liens pour entrer, partent en clair."), NULL,
		    N_("Employez smtp:// (STARTTLS est exigé) ou smtps:// dans Réglages, « Courrier »."));
	else
		found(a, f, SOUND, "mail", N_("Les courriels partent chiffrés, ou par cette machine même."), NULL);
	return OK;
}

/* Noted by `pilotis backup` once the copy is whole. */
static enum err
look_at_backup(struct db *db, const struct security *s, struct findings *f)
{
	static const char todo[] = N_("« pilotis backup FICHIER », chaque nuit, et gardez le fichier ailleurs.");
	struct arena *a = db_arena(db);
	const char *at, *place;
	int64_t then, now;
	enum err e = setting_get(db, "backup_at", &at);
	if (e == OK)
		e = setting_get(db, "backup_place", &place);
	if (e != OK)
		return e;
	if (at == NULL || !isotime_parse(at, &then) || !isotime_parse(now_utc().s, &now)) {
		found_todo(a, f, ADVICE, "backup", N_("Aucune sauvegarde n’est connue."), NULL, todo);
		return OK;
	}
	struct finding x = { SOUND, "backup", N_("Dernière sauvegarde le %s, il y a %s jour(s) : %s"), {
		date_long(a, brussels_date(then), lang_tag(s->lang)), number(a, (now - then) / 86400), place == NULL ? "?" : place }, NULL };
	if (then > now + 3600) {
		x = (struct finding){ ADVICE, "backup", N_("La dernière sauvegarde est datée du %s, qui est à venir : l’horloge de cette machine est-elle juste ?"),
			{ x.arg[0], NULL, NULL }, todo };
	} else if (now - then > BACKUP_DAYS * INT64_C(86400)) {
		x.severity = ADVICE;
		x.todo = todo;
	}
	PUSH(a, f, x);
	return OK;
}

void
security_of_store(struct db *db, const struct security *s, struct findings *f)
{
	static const struct { const char *what; enum err (*look)(struct db *, const struct security *, struct findings *); } steps[] = {
		{ "programme", look_at_programme }, { "people", look_at_people }, { "signin", look_at_signin }, { "mail", look_at_mail },
		{ "backup", look_at_backup } };
	struct arena *a = db_arena(db);
	for (size_t i = 0; i < LEN(steps); i++) {
		enum err e = steps[i].look(db, s, f);
		if (e == OK)
			continue;
		found(a, f, FAULT, steps[i].what, N_("Cette partie de la base ne se lit pas : %s"), arena_printf(a, "%s (%s)", err_name(e), fail_detail(a)));
		fail_clear(a);
	}
}

/* ---- the server ------------------------------------------------------------------------------------------------ */

static bool
of_this_machine(const char *host)
{
	return text_starts(host, "127.") || text_starts(host, "localhost") || text_starts(host, "[::1]");
}

static void
look_at_address(struct arena *a, const struct app *app, struct findings *f)
{
	const char *host = strstr(app->base_url, "://");
	bool here = host != NULL && of_this_machine(host + 3);
	if (app->secure)
		found(a, f, SOUND, "https", N_("Les pages sont servies à %s ; les cookies ne voyagent que chiffrés."), app->base_url);
	else if (here)
		found_todo(a, f, ADVICE, "https", N_("Les pages sont servies à %s, en clair : pour un essai sur cette machine seulement."), app->base_url,
		    N_("En service : un mandataire TLS devant, et --base-url https://…"));
	else
		found_todo(a, f, FAULT, "https", N_("Les pages sont servies à %s, en clair : sur le réseau, chacun peut prendre une session."), app->base_url,
		    N_("Mettez un mandataire TLS devant, et donnez --base-url https://…"));
	if (app->listen != NULL && !of_this_machine(app->listen))
		found_todo(a, f, ADVICE, "proxy", N_("Le serveur écoute à %s : on peut l’atteindre sans passer par le mandataire."), app->listen,
		    N_("Avec un mandataire sur cette machine, --listen 127.0.0.1:8080 suffit."));
	else
		found(a, f, SOUND, "proxy", N_("Seul un mandataire de cette machine atteint le serveur, et lui seul est cru quand il nomme ses clients (X-Forwarded-For)."), NULL);
	if (app->demo)
		found_todo(a, f, FAULT, "demo", N_("Mode démonstration : chacun peut entrer sous n’importe quel nom, sans mot de passe."), NULL,
		    N_("Redémarrez sans --demo dès que de vraies données sont là."));
	else
		found(a, f, SOUND, "demo", N_("Le mode démonstration est éteint."), NULL);
}

static void
look_at_fence(struct arena *a, const struct app *app, struct findings *f)
{
	const struct fence_state *fence = app->fence;
	if (fence == NULL || fence->off || !fence->seccomp)
		found_todo(a, f, FAULT, "sandbox", N_("Le serveur n’est pas enfermé : une faille y donnerait tout ce que peut son compte."), NULL,
		    N_("Redémarrez sans --no-sandbox ; si ce noyau n’a pas seccomp, changez-en."));
	else if (fence->landlock == 0)
		found_todo(a, f, ADVICE, "sandbox", N_("Le serveur est enfermé, mais peut lire les fichiers de son compte : ce noyau n’a pas landlock."), NULL,
		    N_("Un noyau 5.13 ou plus récent, avec landlock dans lsm=, y remédie."));
	else
		found(a, f, SOUND, "sandbox", N_("Le serveur et ses processus sont enfermés (seccomp, landlock %s) : ni programme, ni fichier d’ailleurs."),
		    number(a, fence->landlock));
	if (fence != NULL && !fence->off && spawner_state() != SPAWNER_THERE)
		found_todo(a, f, FAULT, "spawner", N_("Le processus qui lit les documents n’est plus là : l’importation ne marche pas."), NULL, N_("Redémarrez le service."));
	if (geteuid() == 0)
		found_todo(a, f, ADVICE, "root", N_("Le serveur tourne sous le compte root."), NULL, N_("Donnez-lui un compte à lui, qui ne possède que le dossier de la base."));
	else
		found(a, f, SOUND, "root", N_("Le serveur a un compte à lui."), NULL);
}

static void
look_at_file(struct arena *a, const char *store_url, struct findings *f)
{
	struct stat st;
	if (store_url == NULL || !text_starts(store_url, "sqlite:"))
		return;
	const char *path = store_url + strlen("sqlite:"), *slash = strrchr(path, '/');
	if (stat(path, &st) != 0)
		return;
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		found_todo(a, f, FAULT, "file", N_("D’autres comptes de cette machine peuvent lire %s."), path, N_("chmod 600 sur la base, et 700 sur son dossier."));
	else
		found(a, f, SOUND, "file", N_("La base n’est lisible que par son propriétaire."), NULL);
	const char *folder = slash == NULL ? "." : slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path));
	if (stat(folder, &st) == 0 && (st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0)
		found_todo(a, f, FAULT, "folder", N_("Tout compte de cette machine peut remplacer la base : le dossier %s est ouvert à tous."), folder, N_("chmod 700 sur ce dossier."));
}

void
security_of_server(struct arena *a, const struct security *s, struct findings *f)
{
	if (s->app != NULL) {
		look_at_address(a, s->app, f);
		look_at_fence(a, s->app, f);
	} else if (fence_landlock() == 0) {
		found_todo(a, f, ADVICE, "kernel", N_("Ce noyau n’a pas landlock : le serveur y serait moins bien enfermé."), NULL,
		    N_("Un noyau 5.13 ou plus récent, avec landlock dans lsm=, y remédie."));
	} else {
		found(a, f, SOUND, "kernel", N_("Ce noyau enferme le serveur et ses processus (landlock %s)."), number(a, fence_landlock()));
	}
	look_at_file(a, s->store_url, f);
}

/* A route without a right would be refused to all; one that changes things must not be open to all by mistake. */
void
security_of_routes(struct arena *a, struct findings *f)
{
	size_t closed = 0, forms = 0;
	for (size_t i = 0; i < route_table_n; i++) {
		const struct route *r = &route_table[i];
		if (r->right <= RIGHT_NONE || r->right >= RIGHT_COUNT)
			found(a, f, FAULT, "rights", N_("Le chemin %s n’a pas de droit."), r->pattern);
		closed += r->right != RIGHT_ANYONE;
		forms += r->right == RIGHT_ANYONE && r->method == M_POST;
	}
	PUSH(a, f, ((struct finding){ SOUND, "rights", N_("Chemins fermés au public : %s ; formulaires ouverts à tous : %s."),
	    { arena_printf(a, "%zu/%zu", closed, route_table_n), arena_printf(a, "%zu", forms), NULL }, NULL }));
}
