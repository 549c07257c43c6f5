/* system.h: what systemd and its like expect of a service: sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds(3), by hand:
 * a datagram and some environment variables. Without them nothing happens. */
#ifndef SYSTEM_H
#define SYSTEM_H
#include "base/base.h"

/* The first socket that was handed over (LISTEN_PID is us), -1: none. Taken out of the environment; children do not get it. */
int system_socket(void);
struct notice_to { int fd; int64_t watchdog_ms; };
/* Before the fence, once. watchdog_ms: how often WATCHDOG=1 is due at the latest; 0: not asked for. */
struct notice_to system_notify_open(void);
/* "READY=1\nSTATUS=…"; nothing when nobody listens. */
void system_notify(const struct notice_to *to, const char *text);
#endif
