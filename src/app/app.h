/* app.h: the commands behind main.c's table. Each takes what follows its own name on the command line, and the store
 * URL already found (--store, PILOTIS_STORE or the default). They return the exit status: 0 done, 1 refused or nothing
 * found (the reason was said on stderr), 2 wrong usage. */
#ifndef APP_H
#define APP_H
#include "jobs/fence.h"
#include "jobs/jobs.h"
#include "web/web.h"

/* init --name "…" --admin EMAIL [--base-url URL]: a new programme; prints a one-time sign-in link. */
int command_init(const char *store_url, int argc, char **argv);
/* link EMAIL [--base-url URL]: prints a one-time sign-in link. */
int command_link(const char *store_url, int argc, char **argv);
/* work [--base-url URL] [--no-sandbox]: background jobs only, until SIGTERM or SIGINT. */
int command_work(const char *store_url, int argc, char **argv);
/* serve --listen HOST:PORT [--base-url URL] [--trusted-proxy ADDRESSES|none] [--demo] [--no-worker] [--no-sandbox]: serves until
 * SIGINT or SIGTERM, then ends what is under way. Trusted proxies (default: this machine) say who the client is. */
int command_serve(const char *store_url, int argc, char **argv);

/* serve and work: first of all, before anything is opened; then with the store and the socket open, before any thread
 * (false: refused, and said). off: --no-sandbox. */
void fenced_begin(bool off);
bool fenced_enter(struct arena *a, const char *store_url, bool off, struct fence_state *out) MUST_USE;

/* The folder of a store that is a file; NULL: it is elsewhere. */
const char *store_folder(struct arena *a, const char *store_url);
/* A line of the worker, for the log. */
void worker_says(const char *line);

/* plan import FILE [--dry-run] [--json] [--answers FILE] [--adopt] [--meeting TEXT] · plan status [--as-known-on DATE]
 * [--json] · plan export --format F --out FILE [--plain] [--revision N] · plan diff N N [--json] */
int command_plan_import(const char *store_url, int argc, char **argv);
int command_plan_status(const char *store_url, int argc, char **argv);
int command_plan_export(const char *store_url, int argc, char **argv);
int command_plan_diff(const char *store_url, int argc, char **argv);
/* solve selection INSTANCE.json [--time SECONDS] [--explain none|all]: without a store. */
int command_solve_selection(const char *store_url, int argc, char **argv);
/* solve teams INSTANCE.json [--time SECONDS]: without a store. */
int command_solve_teams(const char *store_url, int argc, char **argv);
int command_solve_timetable(const char *store_url, int argc, char **argv);
/* call import FILE --edition YEARS [--dry-run] [--json] · call import-students FILE … · call import-supervisors FILE …: rows of the
 * laboratory from a spreadsheet; an edition that is not there yet is made. */
int command_call_import(const char *store_url, int argc, char **argv);
/* call import-reviews FILE [--edition YEARS] [--dry-run] [--json]: a jury's scores, of an edition that is there. */
int command_call_import_reviews(const char *store_url, int argc, char **argv);
int command_call_import_students(const char *store_url, int argc, char **argv);
int command_call_import_supervisors(const char *store_url, int argc, char **argv);
/* verify-selection FILE [--key KEY] [--time SECONDS]: a signed decision, offline. */
int command_verify_selection(const char *store_url, int argc, char **argv);
/* check [--json] · backup FILE · restore FILE (into a store that is not there yet) · drill [FILE]: back up (or take that
 * backup), restore beside, compare all that is in them; nothing stays */
int command_check(const char *store_url, int argc, char **argv);
int command_backup(const char *store_url, int argc, char **argv);
int command_restore(const char *store_url, int argc, char **argv);
/* migrate-store --from URL --to URL: the programme to the other engine, or elsewhere on the same */
int command_migrate_store(const char *store_url, int argc, char **argv);
int command_drill(const char *store_url, int argc, char **argv);
/* export-person EMAIL --out FILE.zip · erase-person EMAIL [--yes] [--dry-run] [--json] · register (as Markdown) */
int command_export_person(const char *store_url, int argc, char **argv);
int command_erase_person(const char *store_url, int argc, char **argv);
int command_register(const char *store_url, int argc, char **argv);
/* search [--rebuild] [WORDS]: what is found, as JSON; everything that search knows made again */
int command_search(const char *store_url, int argc, char **argv);
/* demo: makes the example programme in an empty store. */
int command_demo(const char *store_url, int argc, char **argv);

/* THE route table and the navigation (routes.c). */
extern const struct route route_table[];
extern const size_t route_table_n;
extern const struct nav nav_table[];

/* What the worker runs, in `pilotis work` or in a thread of `pilotis serve` (jobs_table.c). */
extern const struct job_kind job_table[];
extern const struct fetch_sink fetch_sink_table[];
#endif
