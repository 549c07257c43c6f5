/* multipart.h: multipart/form-data in pieces of any size. Texts go into pairs, files into unlinked temporary files. */
#ifndef MULTIPART_H
#define MULTIPART_H
#include "web/web.h"

struct multipart;
/* NULL when the Content-Type has no usable boundary. max_text: bytes of all texts together; max_file: of all files. */
struct multipart *multipart_new(struct arena *a, const char *content_type, size_t max_text, int64_t max_file,
    struct pairs *form, struct uploads *files);
/* Files are counted, named, and not kept: their fd is -1. */
void multipart_leave_files(struct multipart *m);
/* E_INVALID: malformed; E_LIMIT: too large; E_FULL: no room for a file, told at the
 * end, since the texts after it are read all the same; E_IO: it cannot be written. After an error nothing more may be fed. */
enum err multipart_feed(struct multipart *m, const char *s, size_t n) MUST_USE;
/* E_INVALID when the closing delimiter never came. Puts every file back to its beginning. */
enum err multipart_end(struct multipart *m) MUST_USE;
#endif
