/* ds-store-check.h - the whole store read again: what can still be proven, what cannot, and why
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/ds-time.h"
#include "project/ds-store.h"

G_BEGIN_DECLS

/* Something that is not as it was left, or that a person should know. */
typedef struct
{
  const char
      *what;  /* store | journal | index | batch | round | token | trust | vault | draft | file */
  char *name; /* a file below the store's folder; of a draft H(record) */
  char *text; /* one sentence */
  gboolean is_loss; /* %FALSE: a remark, nothing is lost by it */
} DsStoreFinding;

/* Read only once the check is over. */
typedef struct
{
  char *store_id;          /* (nullable): by the journal's first entry */
  guint64 n_entries;       /* of the journal */
  guint64 n_drafts;        /* looked at: all of the following together */
  guint64 n_proven;        /* a token of an authority leads to the very bytes */
  guint64 n_test;          /* … only one of a test authority */
  guint64 n_waiting;       /* bytes and record are whole; nobody has signed yet */
  guint64 n_locked;        /* encrypted, and the key is not at hand: nobody can tell */
  guint64 n_unprovable;    /* each has a finding */
  guint64 n_without_bytes; /* of those before: not kept by choice, so only with the file itself */
  guint64 n_files;         /* read again */
  guint64 n_octets;        /* of drafts read again */
  guint n_losses;          /* findings that are one */
  GPtrArray *findings;     /* DsStoreFinding */
} DsStoreCheck;

typedef struct
{
  const char *project; /* (nullable): id; only its drafts are looked at */
  DsTime now;          /* validation time */
  DsProgress progress; /* in octets of drafts */
  void (*opened) (DsStore *store); /* (nullable): told of the handle that is used, before it is */
} DsStoreCheckOptions;

DsStoreCheck *ds_store_check_run (const char *store_folder, const DsStoreCheckOptions *options,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ds_store_check_free (DsStoreCheck *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStoreCheck, ds_store_check_free)

G_END_DECLS
