/* charter_pages.h: the pages of documents. GET /documents and /documents/{id} are for everyone: what is public and adopted; who has
 * a seat sees what it gives. */
#ifndef CHARTER_PAGES_H
#define CHARTER_PAGES_H
#include "charter/charter.h"
#include "formats/writer.h"
#include "store/history.h"
#include "web/web.h"

extern const struct param charter_params[], section_params[], section_text_params[], section_merge_params[], remark_params[], remark_do_params[], contributor_params[], freeze_params[],
    version_params[], version_withdraw_params[], ask_params[], adhere_params[], adhesion_params[], diffusion_params[], read_params[], adhere_link_params[],
    adherent_remove_params[];
enum err charters_page(struct request *rq, struct answer *an);        /* GET /documents */
enum err charter_new_page(struct request *rq, struct answer *an);     /* GET /documents/new */
enum err charter_new(struct request *rq, struct answer *an);          /* POST /documents */
enum err charter_page(struct request *rq, struct answer *an);         /* GET /documents/{id} */
enum err charter_named_page(struct request *rq, struct answer *an);   /* GET /documents/{word}: "12-charte-du-partenariat" */
enum err charter_edit_page(struct request *rq, struct answer *an);    /* GET /documents/{id}/edit */
enum err charter_change(struct request *rq, struct answer *an);       /* POST /documents/{id} */
enum err charter_remove_do(struct request *rq, struct answer *an);    /* POST /documents/{id}/remove */
enum err charter_restore_do(struct request *rq, struct answer *an);   /* POST /documents/{id}/restore */
enum err charter_draft_page(struct request *rq, struct answer *an);   /* GET /documents/{id}/draft */
enum err section_new(struct request *rq, struct answer *an);          /* POST /documents/{id}/sections */
enum err section_do(struct request *rq, struct answer *an);           /* POST /documents/{id}/sections/{section:id} */
enum err section_restore(struct request *rq, struct answer *an);
enum err section_write(struct request *rq, struct answer *an);        /* POST …/text */
enum err section_type(struct request *rq, struct answer *an);         /* POST …/typed: the same, as one types; JSON */
enum err section_merge_page(struct request *rq, struct answer *an);   /* GET …/merge */
enum err section_merge(struct request *rq, struct answer *an);
enum err remark_page(struct request *rq, struct answer *an);          /* GET /documents/{id}/remarks/{section:id} */
enum err remark_new(struct request *rq, struct answer *an);
enum err remark_do(struct request *rq, struct answer *an);            /* POST /documents/{id}/remarks/{remark:id}/settle */
enum err contributor_new(struct request *rq, struct answer *an);      /* POST /documents/{id}/contributors */
enum err contributor_do(struct request *rq, struct answer *an);       /* POST /documents/{id}/contributors/{who:id}/end */
enum err contribution_page(struct request *rq, struct answer *an);    /* GET /contribution/{token} */
enum err contribution_section_page(struct request *rq, struct answer *an);
enum err contribution_new(struct request *rq, struct answer *an);     /* POST /contribution/{token}/{section:id} */
enum err versions_page(struct request *rq, struct answer *an);        /* GET /documents/{id}/versions */
enum err freeze_do(struct request *rq, struct answer *an);            /* POST /documents/{id}/versions */
enum err version_page(struct request *rq, struct answer *an);         /* GET /documents/{id}/versions/{version:id}?with= */
enum err version_withdraw_do(struct request *rq, struct answer *an);
enum err version_export(struct request *rq, struct answer *an);       /* GET …/export/{word} */
enum err read_page(struct request *rq, struct answer *an);            /* GET /documents/{id}/read: from a letter, signed in */
enum err read_do(struct request *rq, struct answer *an);              /* POST /documents/{id}/read */
enum err readers_page(struct request *rq, struct answer *an);         /* GET /documents/{id}/readers */
enum err ask_do(struct request *rq, struct answer *an);               /* POST /documents/{id}/readers */
enum err remind_do(struct request *rq, struct answer *an);            /* POST /documents/{id}/readers/remind */
enum err adhere_do(struct request *rq, struct answer *an);            /* POST /documents/{id}/adhere */
enum err adhere_sent_page(struct request *rq, struct answer *an);     /* GET /documents/adhesion-sent */
enum err adhesion_page(struct request *rq, struct answer *an);        /* GET /adhesion/{token} */
enum err adhesion_do(struct request *rq, struct answer *an);          /* POST /adhesion/{token} */
enum err adherent_remove_do(struct request *rq, struct answer *an);   /* POST /documents/{id}/adherents/{who:id}/remove */
enum err adherents_tell_do(struct request *rq, struct answer *an);    /* POST /documents/{id}/adherents/tell */
enum err adhere_link_do(struct request *rq, struct answer *an);       /* POST /documents/{id}/adhere-link */
enum err adhere_link_sent_page(struct request *rq, struct answer *an); /* GET /documents/adhesion-link-sent */
enum err adherents_page(struct request *rq, struct answer *an);       /* GET /documents/{id}/adherents */
enum err diffusion_page(struct request *rq, struct answer *an);       /* GET /documents/{id}/diffusion */
enum err diffusion_new(struct request *rq, struct answer *an);
enum err diffusion_do(struct request *rq, struct answer *an);         /* POST /documents/{id}/diffusion/{row:id} */
enum err diffusion_restore(struct request *rq, struct answer *an);

/* ---- for the room -------------------------------------------------------------------------------------------------- */

struct url charter_url(struct request *rq, int64_t id, const char *rest);
/* Where it is read: what is public and adopted has its title in its address. */
struct url charter_home(struct arena *a, const struct charter *c);
/* The document as it is read. mark: of the form by which one adheres, as it came; NULL: a new one. */
enum err charter_show(struct request *rq, struct answer *an, int64_t id, const char *mark) MUST_USE;
/* Begins a page of this document with its head and tabs. */
struct page *charter_layout(struct request *rq, struct answer *an, const struct charter *c, const char *tab);
struct charters_view { struct charters all, unread; struct charter_waits waits; };
struct charter_form_view { struct charter c; bool exists; struct charter_actors actors; const struct plan *plan; };
struct charter_view {
	struct charter c;
	struct version v;             /* in force, or the one asked for */
	struct versions versions;
	struct sections sections;
	struct remarks remarks;
	struct contributors contributors;
	struct adherents adherents;
	struct charter_decisions decisions;
	const char *read_at, *mark;
	struct charter_wait wait;
	bool decision_seen;           /* the reader may open the decision of that version */
	struct version_before before; /* an earlier version that the reader had read */
	struct history history;
	const struct problems *problems;
};
struct section_view { struct charter c; struct section s; struct section_rivals rivals; const struct contributor *who; const char *token; const struct problems *problems; };
struct readers_view { struct charter c; struct charter_proofs proofs; const struct problems *problems; struct asks asks; struct readers readers; struct charter_reminders reminders; struct charter_actors actors; };
struct diffusion_view { struct charter c; struct diffusions rows; struct charter_proofs proofs; const struct problems *problems; };
struct adherents_view { struct charter c; struct adherents all; struct charter_proofs proofs; const struct problems *problems; };
/* In the reader's language, but for the text. */
struct out_document *charter_document(struct arena *a, const struct version *v, const char *programme, enum lang lang);
/* What the journal says of a document, in a sentence. */
const char *charter_history_text(struct page *p, const struct history_row *r);
#endif
