/* ds-practice-tsa.h - a TSA of one's own for trying things out: its tokens prove nothing to others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DS_PRACTICE_PORT 3161

typedef struct _DsPracticeTsa DsPracticeTsa;

char          *ds_practice_tsa_dup_default_folder (void) G_GNUC_WARN_UNUSED_RESULT;
GBytes        *ds_practice_tsa_read_root (const char *folder,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsPracticeTsa *ds_practice_tsa_new (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void           ds_practice_tsa_free (DsPracticeTsa *self);
GBytes        *ds_practice_tsa_respond (DsPracticeTsa *self,
                                        GBytes *request) G_GNUC_WARN_UNUSED_RESULT;
gboolean       ds_practice_tsa_listen (DsPracticeTsa *self, guint port, GError **error);
char          *ds_practice_tsa_dup_url (DsPracticeTsa *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPracticeTsa, ds_practice_tsa_free)

G_END_DECLS
