/* banned.h: functions this project does without. The Makefile includes it before every file of src/: the headers that
 * declare them come first, then a call becomes one of a function that does not exist, whose name says what to use
 * instead. tools/lint.sh reads this list and looks for the same names in the objects. */
#ifndef BANNED_H
#define BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* No bound. */
#undef strcpy
#define strcpy(...) strcpy_is_banned_use_arena_strdup_or_struct_buf()
#undef stpcpy
#define stpcpy(...) stpcpy_is_banned_use_struct_buf()
#undef strcat
#define strcat(...) strcat_is_banned_use_struct_buf()
#undef strncat
#define strncat(...) strncat_is_banned_use_struct_buf()
#undef sprintf
#define sprintf(...) sprintf_is_banned_use_arena_printf_or_snprintf()
#undef vsprintf
#define vsprintf(...) vsprintf_is_banned_use_vsnprintf()

/* Fills with NULs or leaves none. */
#undef strncpy
#define strncpy(...) strncpy_is_banned_use_arena_strndup_or_snprintf()

/* Shared between threads. */
#undef strtok
#define strtok(...) strtok_is_banned_use_strcspn()
#undef localtime
#define localtime(...) localtime_is_banned_use_brussels_date()
#undef gmtime
#define gmtime(...) gmtime_is_banned_use_isotime_of()
#undef ctime
#define ctime(...) ctime_is_banned_use_isotime_of()
#undef asctime
#define asctime(...) asctime_is_banned_use_isotime_of()
#undef rand
#define rand(...) rand_is_banned_use_token_new()
#undef random
#define random(...) random_is_banned_use_token_new()

/* Cannot say that the text is no number. */
#undef atoi
#define atoi(...) atoi_is_banned_use_strtol()
#undef atol
#define atol(...) atol_is_banned_use_strtol()
#undef atoll
#define atoll(...) atoll_is_banned_use_strtoll()
#undef atof
#define atof(...) atof_is_banned_use_strtod()

/* A shell, or a name that someone else may take first. */
#undef system
#define system(...) system_is_banned_use_posix_spawn()
#undef popen
#define popen(...) popen_is_banned_use_posix_spawn()
#undef tmpnam
#define tmpnam(...) tmpnam_is_banned_use_memfd_create_or_mkstemp()
#undef mktemp
#define mktemp(...) mktemp_is_banned_use_memfd_create_or_mkstemp()

/* The stack has no way to refuse. */
#undef alloca
#define alloca(...) alloca_is_banned_use_arena_alloc()

/* Memory has three lifetimes, all in arenas; only src/base asks the system for it. */
#ifndef MAY_ALLOCATE
#undef malloc
#define malloc(...) malloc_is_banned_use_arena_alloc()
#undef calloc
#define calloc(...) calloc_is_banned_use_arena_array()
#undef realloc
#define realloc(...) realloc_is_banned_use_PUSH_or_struct_buf()
#undef reallocarray
#define reallocarray(...) reallocarray_is_banned_use_PUSH_or_struct_buf()
#undef strdup
#define strdup(...) strdup_is_banned_use_arena_strdup()
#undef strndup
#define strndup(...) strndup_is_banned_use_arena_strndup()
#undef asprintf
#define asprintf(...) asprintf_is_banned_use_arena_printf()
#undef vasprintf
#define vasprintf(...) vasprintf_is_banned_use_arena_printf()
#endif
#endif
