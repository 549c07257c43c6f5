/* http.h: the edge: sockets, threads, limits. Only http.c knows the HTTP library. */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H
#include "web/web.h"

struct server;
/* A listening socket for "127.0.0.1:8080", "[::1]:8080", ":8080" (every address) or "localhost:0" (any free port; *port
 * says which). E_INVALID: not understood; E_IO: taken or not ours. */
enum err server_socket(struct arena *a, const char *listen, int *fd, int *port) MUST_USE;
/* The port of a listening socket that somebody else opened. */
enum err server_handed(struct arena *a, int fd, int *port) MUST_USE;
/* Serves on the socket from now on. Everything hangs on `process`, which outlives the server. */
enum err server_start(struct arena *process, const struct app *app, int fd, struct server **out) MUST_USE;
/* Accepts nobody any more, lets what is under way end (at most some ten seconds), stops the threads. */
void server_stop(struct server *s);
#endif
