/* evidence_store_private.h: what the store files of the evidence share. */
#ifndef EVIDENCE_STORE_PRIVATE_H
#define EVIDENCE_STORE_PRIVATE_H
#include "plan/evidence_rules.h"
#include "plan/evidence_store.h"
#include "plan/plan_store_private.h"
#endif
