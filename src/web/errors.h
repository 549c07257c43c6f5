/* errors.h: what errors.html shows. */
#ifndef ERRORS_H
#define ERRORS_H
#include "web/life.h"

struct error_text { int status; const char *title, *text, *next; bool sign_in; };
#endif
