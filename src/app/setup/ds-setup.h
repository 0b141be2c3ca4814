/* ds-setup.h - what a person chose at the first run, done on the store's thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/ds-practice-host.h"
#include "app/store/ds-session.h"
#include "stamp/ds-tsa.h"

G_BEGIN_DECLS

/* Filled on the main thread, then read on the store's. */
typedef struct
{
  char *folder;           /* (nullable): to be looked after; %NULL changes authorities only */
  gboolean is_practice;   /* the folder is made and filled with the practice design */
  gboolean with_practice; /* the practice TSA is asked, and no other */
  GPtrArray *authorities; /* (nullable): of DsTsa, every one to be asked from now on; %NULL leaves
                           * them as they are */
} DsSetup;

/* What came of it. */
typedef struct
{
  char *project;            /* id; empty if only authorities were chosen */
  DsPracticeHost *practice; /* (nullable): answers from now on, as long as it is kept */
} DsSetupResult;

DsSetup *ds_setup_new (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
void ds_setup_free (DsSetup *self);
char *ds_setup_dup_practice_folder (void) G_GNUC_WARN_UNUSED_RESULT;

void ds_setup_result_free (DsSetupResult *self);

/* Jobs; their data is a DsSetup. The first returns a DsSetupResult, the second one more than the
 * number of files that the first look would find. */
gpointer ds_setup_job (DsStore *store, gpointer data, GError **error);
gpointer ds_setup_look_job (DsStore *store, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSetup, ds_setup_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSetupResult, ds_setup_result_free)

G_END_DECLS
