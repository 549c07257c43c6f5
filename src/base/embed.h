/* embed.h: files inside the binary, made by tools/embed. */
#ifndef EMBED_H
#define EMBED_H
#include <stddef.h>
struct embedded { const char *name; const unsigned char *bytes; size_t n; const char *sha256; /* of the bytes */ };
extern const struct embedded asset_table[], migration_table[], example_table[], font_table[]; /* sorted by name; ends with a NULL name */
#endif
