/* ds-draft.h - one saved state of a work, as its record has it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "base/ds-digest.h"
#include "base/ds-time.h"
#include "project/ds-grade.h"

G_BEGIN_DECLS

#define DS_DRAFT_ID_DIGITS 16

/* An immutable value. Times of this computer are seen_at and mtime; a TSA's is never here. */
typedef struct
{
  guint64 seq;       /* of its journal entry */
  char *record;      /* H(record), 64 hexadecimal digits; the first 16 are its id for people */
  char *project;     /* id */
  char *work;        /* id */
  guint64 number;    /* 1, 2, 3 … in the work */
  char *path;        /* relative to the project's folder, octets as on disk */
  guint64 size;      /* octets */
  DsDigest sha256;   /* of the file */
  DsTime seen_at;    /* local clock, unverified */
  DsTime mtime;      /* local clock, unverified */
  gboolean has_mtime;
  char *stage;       /* as it stands now */
  gboolean stage_by_person;
  char *found;       /* event | scan | first-look */
  gboolean is_kept;  /* whether the bytes were to be kept */
  char *batch;       /* (nullable): SHA-256 of the batch file, once frozen */
  DsGrade grade;
} DsDraft;

/* One token that covers a draft. */
typedef struct
{
  guint64 seq;          /* of the `stamped` entry */
  char *tsa;            /* the authority's name */
  char *operator_name;  /* (nullable) */
  DsTime gen_time;      /* the TSA's */
  char *serial;         /* hexadecimal */
  char *token;          /* SHA-256 of the token as received, hexadecimal */
  gboolean is_direct;   /* signed the file's digest itself, not a batch */
  gboolean is_test;
  char *target;         /* what the request was for: SHA-256 of batch or round file, H(record), … */
  gboolean is_round;
  DsDigest imprint;     /* what the request sent; NONE if the journal does not say */
} DsStamp;

#define DS_TYPE_DRAFT (ds_draft_get_type ())

GType    ds_draft_get_type (void);
DsDraft *ds_draft_copy (const DsDraft *self) G_GNUC_WARN_UNUSED_RESULT;
void     ds_draft_free (DsDraft *self);
char    *ds_draft_dup_id (const DsDraft *self) G_GNUC_WARN_UNUSED_RESULT;
char    *ds_draft_dup_display_path (const DsDraft *self) G_GNUC_WARN_UNUSED_RESULT;
void     ds_stamp_free (DsStamp *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsDraft, ds_draft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStamp, ds_stamp_free)

G_END_DECLS
