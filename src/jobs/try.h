/* try.h: does this kernel keep the fences? The hidden command CHILD_TRY_FORBIDDEN puts itself behind each fence of fence.h in
 * turn, tries what is forbidden there (and what must still work), and says in TAP what came of it. */
#ifndef TRY_H
#define TRY_H

int try_main(int argc, char **argv);
#endif
