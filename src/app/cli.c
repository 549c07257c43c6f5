#include "app/cli.h"
#include "base/date.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum lang
cli_lang(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < LEN(names); i++) {
		const char *v = getenv(names[i]);
		if (v != NULL && *v != '\0')
			return lang_best(v);
	}
	return LANG_FR;
}

void
cli_say(const char *msgid, ...)
{
	va_list ap;
	const char *s = tr(cli_lang(), msgid);
	va_start(ap, msgid);
	for (const char *arg; (arg = strstr(s, "%s")) != NULL; s = arg + 2) {
		fwrite(s, 1, (size_t)(arg - s), stderr);
		const char *text = va_arg(ap, const char *);
		fputs(text == NULL ? "" : text, stderr);
	}
	va_end(ap);
	fprintf(stderr, "%s\n", s);
}

int
cli_failed(struct arena *a, enum err e)
{
	static const char *const why[] = { [OK] = "", [E_NOTFOUND] = N_("Rien n’a été trouvé."), [E_FORBIDDEN] = N_("Ce n’est pas permis."),
		[E_CONFLICT] = N_("C’est en conflit avec ce qui existe déjà."), [E_INVALID] = N_("La demande n’est pas valable."),
		[E_BUSY] = N_("La base est occupée : réessayez."), [E_LIMIT] = N_("Une limite est dépassée."),
		[E_IO] = N_("La lecture ou l’écriture a échoué."), [E_DB] = N_("La base de données a échoué."),
		[E_FULL] = N_("Le disque est plein : faites de la place, puis recommencez."),
		[E_AWAY] = N_("La base de données ne répond pas : voyez si son serveur tourne, puis recommencez."),
		[E_UNSURE] = N_("La base de données s’est tue au dernier moment : regardez si c’est fait avant de recommencer.") };
	const char *detail = fail_detail(a);
	if (*detail == '\0')
		cli_say(why[e], NULL);
	else
		fprintf(stderr, "%s (%s)\n", tr(cli_lang(), why[e]), detail);
	return EXIT_REFUSED;
}

int
cli_problems(struct arena *a, const struct problems *p)
{
	(void)a;
	for (size_t i = 0; i < p->n; i++)
		cli_say(p->items[i].msgid, p->items[i].arg, NULL);
	return EXIT_REFUSED;
}

/* ---- options --------------------------------------------------------------------------------------------- */

static const struct cli_option *
option_of(const struct cli_option *options, const char *word, const char **inline_value)
{
	size_t n = strcspn(word, "=");
	for (const struct cli_option *o = options; o->name != NULL; o++) {
		if (strlen(o->name) != n || strncmp(o->name, word, n) != 0)
			continue;
		*inline_value = word[n] == '=' ? word + n + 1 : NULL;
		return o;
	}
	return NULL;
}

bool
cli_parse(int argc, char **argv, const struct cli_option *options, const char **words, size_t least, size_t most)
{
	size_t n = 0;
	bool only_words = false;
	for (int i = 0; i < argc; i++) {
		if (only_words || strncmp(argv[i], "--", 2) != 0) {
			if (n == most) {
				cli_say(N_("Un mot de trop : « %s »."), argv[i]);
				return false;
			}
			words[n++] = argv[i];
			continue;
		}
		if (argv[i][2] == '\0') {
			only_words = true;
			continue;
		}
		const char *value = NULL;
		const struct cli_option *o = option_of(options, argv[i], &value);
		if (o == NULL) {
			cli_say(N_("Option inconnue : « %s »."), argv[i]);
			return false;
		}
		if (o->flag != NULL && value == NULL) {
			*o->flag = true;
			continue;
		}
		if (o->flag != NULL || (value == NULL && ++i == argc)) {
			cli_say(o->flag != NULL ? N_("%s ne prend pas de valeur.") : N_("%s demande une valeur."), o->name);
			return false;
		}
		*o->value = value != NULL ? value : argv[i];
	}
	if (n < least)
		cli_say(N_("Il manque un mot à la commande."), NULL);
	return n >= least;
}

/* ---- files ----------------------------------------------------------------------------------------------- */

static void
close_fd(void *fd)
{
	close((int)(intptr_t)fd);
}

bool
cli_read_file(struct arena *a, const char *path, size_t most, const void **bytes, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us: it is refused below */
	struct stat st;
	if (fd < 0 || fstat(fd, &st) != 0) {
		cli_say(N_("« %s » ne peut pas être lu : %s."), path, strerror(errno));
		return false;
	}
	arena_on_reset(a, close_fd, (void *)(intptr_t)fd);
	if (!S_ISREG(st.st_mode)) {
		cli_say(N_("« %s » n’est pas un fichier."), path);
		return false;
	}
	if ((uint64_t)st.st_size > most) {
		char size[24], limit[24];
		snprintf(size, sizeof size, "%lld", (long long)st.st_size >> 20);
		snprintf(limit, sizeof limit, "%zu", most >> 20);
		cli_say(N_("« %s » est trop grand : %s Mo, %s Mo au plus."), path, size, limit);
		return false;
	}
	size_t size = (size_t)st.st_size, got = 0;
	char *p = arena_alloc(a, size + 1);
	while (got < size) {
		ssize_t k = read(fd, p + got, size - got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		got += (size_t)k;
	}
	*bytes = p;
	*n = got;
	return true;
}

bool
cli_write_file(struct arena *a, const char *path, const void *bytes, size_t n)
{
	if (strcmp(path, "-") == 0)
		return fwrite(bytes, 1, n, stdout) == n && fflush(stdout) == 0;
	/* Beside it first: a disk that fills up leaves the old file whole. */
	const char *part = arena_printf(a, "%s.part", path);
	FILE *f = fopen(part, "wbx");
	bool good = f != NULL && fwrite(bytes, 1, n, f) == n;
	if (f != NULL)
		good = fclose(f) == 0 && good;
	if (good && rename(part, path) == 0)
		return true;
	cli_say(N_("« %s » ne peut pas être écrit : %s."), path, strerror(errno));
	if (f != NULL)
		unlink(part);
	return false;
}

int
cli_print(const struct buf *json)
{
	fwrite(buf_str(json), 1, json->len, stdout);
	putchar('\n');
	return fflush(stdout) == 0 ? EXIT_DONE : EXIT_REFUSED;
}

struct store *
cli_store(struct arena *a, const char *url, bool create)
{
	struct store *s;
	bool there = true;
	enum err e = create ? OK : store_exists(a, url, &there);
	if (!there && e == OK) {
		cli_say(N_("Il n’y a pas de base à « %s »."), store_shown(a, url));
		return NULL;
	}
	if (e == OK)
		e = store_open(a, url, &s);
	if (e != OK) {
		cli_failed(a, e);
		if (e == E_IO)
			cli_say(N_("La base ne s’ouvre pas. Si le disque va bien, mettez-la de côté sans l’effacer, puis « pilotis restore FICHIER » avec la "
			    "dernière bonne sauvegarde."), NULL);
		return NULL;
	}
	return s;
}

bool
cli_seconds(const char *text, double *out)
{
	char *end = NULL;
	*out = text == NULL ? 0 : strtod(text, &end);
	if (text == NULL || (end != text && *end == '\0' && *out > 0 && *out <= 86400))
		return true;
	cli_say(N_("--time demande un nombre de secondes, d’un jour au plus, pas « %s »."), text);
	return false;
}

int
cli_solve(int argc, char **argv, size_t memory, size_t most, int (*solve)(struct arena *a, const void *bytes, size_t n, double seconds))
{
	const char *file[1], *time = NULL;
	const struct cli_option options[] = { { "--time", &time, NULL }, { 0 } };
	double seconds;
	if (!cli_parse(argc, argv, options, file, 1, 1) || !cli_seconds(time, &seconds))
		return EXIT_USAGE;
	struct arena *a = arena_new(memory);
	const void *bytes;
	size_t n;
	int status = cli_read_file(a, file[0], most, &bytes, &n) ? solve(a, bytes, n, seconds) : EXIT_REFUSED;
	arena_free(a);
	return status;
}
