/* ds-verdict.h - what a verification found: checks, and the verdict they add up to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-time.h"

G_BEGIN_DECLS

/* Main indications of EN 319 102-1, 5.1. */
typedef enum
{
  DS_INDETERMINATE, /* the default: nothing is proved until every check has passed */
  DS_PASSED,
  DS_FAILED,
} DsIndication;

typedef enum
{
  DS_CHECK_PASSED,
  DS_CHECK_NOTED,         /* holds, with a remark a reader should know */
  DS_CHECK_NOT_DONE,      /* could not be done, and the verdict does not need it */
  DS_CHECK_INDETERMINATE, /* could not be decided with what is here */
  DS_CHECK_FAILED,
} DsCheckResult;

/* What kind of trouble a verdict tells of (never mixed up in what people read). */
typedef enum
{
  DS_TROUBLE_NONE,
  DS_TROUBLE_FORGED,        /* forged or altered */
  DS_TROUBLE_NONCONFORMANT, /* genuine, but breaks the standard */
  DS_TROUBLE_UNDECIDED,     /* cannot be decided with what is here */
} DsTrouble;

typedef struct
{
  char *name;            /* stable, lower case with hyphens: file-digest, token-signature, … */
  DsCheckResult result;
  char *reason;          /* (nullable): sub-indication of EN 319 102-1, 5.1.3, e.g. HASH_FAILURE */
  char *message;         /* one sentence in English, to be translated; "%s" for each value */
  char **values;         /* what was measured */
  char *detail;          /* the message with its values */
  char *source;          /* what the rule stands in: "RFC 3161, 2.4.2" */
  char *subject;         /* (nullable): whose token, e.g. the TSA's name */
  DsTrouble trouble;
} DsCheck;

/* Gives a text in the reader's language, or back as it is; never asked for an empty one. */
typedef const char *(*DsTranslator) (const char *text);

/* Grows while checks are made; read only afterwards. */
typedef struct _DsVerdict DsVerdict;

DsVerdict *ds_verdict_new (void) G_GNUC_WARN_UNUSED_RESULT;
DsVerdict *ds_verdict_ref (DsVerdict *self);
void       ds_verdict_unref (DsVerdict *self);

void ds_verdict_pass (DsVerdict *self, const char *name, const char *source, const char *message,
                      ...) G_GNUC_PRINTF (4, 5);
void ds_verdict_note (DsVerdict *self, const char *name, const char *source, const char *message,
                      ...) G_GNUC_PRINTF (4, 5);
void ds_verdict_skip (DsVerdict *self, const char *name, const char *source, const char *message,
                      ...) G_GNUC_PRINTF (4, 5);
void ds_verdict_doubt (DsVerdict *self, const char *name, const char *reason, const char *source,
                       const char *message, ...) G_GNUC_PRINTF (5, 6);
void ds_verdict_fail (DsVerdict *self, const char *name, const char *reason, const char *source,
                      const char *message, ...) G_GNUC_PRINTF (5, 6);
void ds_verdict_set_trouble (DsVerdict *self, DsTrouble trouble);
void ds_verdict_set_subject (DsVerdict *self, const char *subject);
void ds_verdict_append (DsVerdict *self, const DsVerdict *other);
void ds_verdict_append_softened (DsVerdict *self, const DsVerdict *other);

guint          ds_verdict_get_n_checks (const DsVerdict *self);
const DsCheck *ds_verdict_get_check (const DsVerdict *self, guint index);
const DsCheck *ds_verdict_find_check (const DsVerdict *self, const char *name);
const DsCheck *ds_verdict_get_worst (const DsVerdict *self);
DsIndication   ds_verdict_get_indication (const DsVerdict *self);
const char    *ds_verdict_get_reason (const DsVerdict *self);

char       *ds_check_dup_text (const DsCheck *self, DsTranslator translate) G_GNUC_WARN_UNUSED_RESULT;
const char *ds_indication_to_text (DsIndication indication);
const char *ds_check_result_to_text (DsCheckResult result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVerdict, ds_verdict_unref)

G_END_DECLS
