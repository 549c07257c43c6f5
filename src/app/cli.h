/* cli.h: what the commands share: options, messages for people (stderr, in the language of LANG), files, the store. */
#ifndef CLI_H
#define CLI_H
#include "base/base.h"
#include "base/tr.h"
#include "base/text.h"
#include "store/db.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

/* From LC_ALL, LC_MESSAGES or LANG, as gettext has it. */
enum lang cli_lang(void);
/* One line on stderr: the msgid translated, each %s replaced by a text (at most 4; the rest NULL). */
void cli_say(const char *msgid, ...);
/* Why something failed, with the detail of the arena for who must mend it. Returns EXIT_REFUSED. */
int cli_failed(struct arena *a, enum err e);
/* A user's problems, one a line. Returns EXIT_REFUSED. */
int cli_problems(struct arena *a, const struct problems *p);

/* --name VALUE or --name=VALUE when value is set; --name alone when flag is. */
struct cli_option { const char *name; const char **value; bool *flag; };
/* Options anywhere, the other words in order; what follows "--" is words. options ends with a NULL name. False (and the
 * reason said): an unknown option, a value that is missing, too many or too few words. */
bool cli_parse(int argc, char **argv, const struct cli_option *options, const char **words, size_t least, size_t most) MUST_USE;

/* The value of --time: seconds, 0 when it was not given. Says why not. */
bool cli_seconds(const char *text, double *out) MUST_USE;

/* A whole file of at most `most` bytes. Says why not. */
bool cli_read_file(struct arena *a, const char *path, size_t most, const void **bytes, size_t *n) MUST_USE;
/* "solve …  FILE [--time SECONDS]": reads the options and a file of at most `most` bytes, in an arena of `memory`, and hands
 * them on; what `solve` returns is the command's end. */
int cli_solve(int argc, char **argv, size_t memory, size_t most, int (*solve)(struct arena *a, const void *bytes, size_t n, double seconds));
/* "-": stdout. Says why not. */
bool cli_write_file(struct arena *a, const char *path, const void *bytes, size_t n) MUST_USE;
/* JSON made for machines, and a newline, on stdout. */
int cli_print(const struct buf *json);

/* Opens (and creates when `create`) the store. Says why not: NULL. */
struct store *cli_store(struct arena *a, const char *url, bool create) MUST_USE;
#endif
