/* ds-report-content.h - everything the pages of a report show, as plain values
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-verdict.h"
#include "project/ds-grade.h"

G_BEGIN_DECLS

/* What the digest in a token is the digest of. */
typedef enum
{
  DS_REPORT_SIGNS_FILE,
  DS_REPORT_SIGNS_BATCH,
  DS_REPORT_SIGNS_ROUND,
} DsReportSigned;

/* One token. Digests are 64 lower-case hexadecimal digits. */
typedef struct
{
  guint number; /* in the report, from 1 */
  char *tsa;
  char *operator_name; /* (nullable): as stated when the authority was added */
  DsTime gen_time;     /* the TSA's, with its own digits */
  char *serial;        /* hexadecimal */
  char *policy;        /* (nullable): dotted */
  char *token;         /* digest of the token as received */
  char *imprint;       /* (nullable): the digest that was signed; %NULL: the token is unreadable */
  DsReportSigned signs;
  gboolean is_test;
  DsIndication verdict; /* as the verifier gave it when the content was made */
  char *reason;         /* (nullable): why it is not PASSED */
  char *anchor;         /* (nullable): digest of the trust anchor's DER */
} DsReportToken;

/* One draft. */
typedef struct
{
  char *record;   /* H(record) */
  guint64 seq;    /* of its journal entry */
  guint64 number; /* in its work */
  char *path;     /* relative to the project's folder, UTF-8, not yet made printable */
  char *sha256;   /* of the file */
  guint64 size;   /* octets */
  DsTime seen_at; /* local clock, unverified */
  DsTime mtime;   /* local clock, unverified */
  gboolean has_mtime;
  char *stage; /* id */
  gboolean stage_by_person;
  DsGrade grade;
  DsIndication verdict; /* on bytes, record, journal and tokens, when the content was made */
  char *reason;         /* (nullable): why it is not PASSED */
  char *batch_root;     /* (nullable) */
  GPtrArray *tokens;    /* of DsReportToken, borrowed from the content; earliest first */
} DsReportDraft;

/* A time in which something may have been missed. Local clock, unverified. */
typedef struct
{
  DsTime from;
  gboolean has_from;
  DsTime to;
  char *reason;
} DsReportGap;

/* A request that got no token. Local clock, unverified. */
typedef struct
{
  DsTime at;
  char *tsa;
  char *reason;
} DsReportFailure;

/* How one draft is tied to what one token of it signs, for the page that shows it by hand. */
typedef struct
{
  guint draft;     /* its position in the content */
  guint token;     /* its position in the content */
  char **siblings; /* (nullable): from the draft's pair node up to the root; digests */
} DsReportExample;

typedef struct
{
  char *project;
  char *applicant; /* (nullable): as stated, not verified */
  char *software;  /* what made the report */
  DsTime produced_at;
  GTimeZone *zone; /* of local times */
  /* What was asked for. */
  guint64 n_all; /* drafts of the project */
  guint64 n_all_works;
  gboolean has_from;
  DsTime from;
  gboolean has_to;
  DsTime to;
  char **stages;            /* (nullable): ids */
  char **works;             /* (nullable): ids */
  GPtrArray *drafts;        /* DsReportDraft, in the order of the journal */
  GPtrArray *tokens;        /* DsReportToken, each once, in the order of the journal */
  GPtrArray *gaps;          /* DsReportGap */
  GPtrArray *failures;      /* DsReportFailure */
  DsReportExample *example; /* (nullable) */
} DsReportContent;

/* What adds up from the drafts and tokens. By value. */
typedef struct
{
  guint64 n_drafts;
  guint64 n_stamped; /* drafts with a token that passed and is no test */
  guint64 n_pending; /* drafts without any token */
  guint64 n_of_grade[DS_GRADE_CORROBORATED + 1];
  guint64 n_tokens;
  guint64 n_passed;      /* tokens */
  guint64 n_authorities; /* with at least one token */
  guint64 n_days;        /* from first to last token, begun days */
  gboolean is_test;      /* at least one token is a test authority's */
  gboolean has_stamp;    /* first and last are set */
  DsTime first;
  DsTime last;
  DsIndication verdict; /* the worst of all tokens and of what they cover; INDETERMINATE
                         * without any */
} DsReportFigures;

DsReportContent *ds_report_content_new (const char *project) G_GNUC_WARN_UNUSED_RESULT;
void ds_report_content_free (DsReportContent *self);
void ds_report_content_add_token (DsReportContent *self, DsReportToken *token);
DsReportDraft *ds_report_draft_new (void) G_GNUC_WARN_UNUSED_RESULT;
void ds_report_draft_free (DsReportDraft *self);
void ds_report_token_free (DsReportToken *self);
void ds_report_gap_free (DsReportGap *self);
void ds_report_failure_free (DsReportFailure *self);
void ds_report_example_free (DsReportExample *self);

gboolean ds_report_draft_is_stamped (const DsReportDraft *self);
gboolean ds_report_draft_is_doubtful (const DsReportDraft *self);
const DsReportToken *ds_report_draft_get_first_passed (const DsReportDraft *self);
DsReportFigures ds_report_content_count (const DsReportContent *self);
const DsReportDraft *ds_report_content_get_last (const DsReportContent *self);
guint ds_report_content_find (const DsReportContent *self, const DsReportDraft *draft);
char *ds_report_content_dup_words (const DsReportContent *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsReportContent, ds_report_content_free)

G_END_DECLS
