/* ds-moves.h - the first halves of moves, until the second ones come
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _DsMoves DsMoves;

DsMoves *ds_moves_new (void) G_GNUC_WARN_UNUSED_RESULT;
void     ds_moves_free (DsMoves *self);
void     ds_moves_depart (DsMoves *self, guint32 cookie, const char *path);
char    *ds_moves_arrive (DsMoves *self, guint32 cookie) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsMoves, ds_moves_free)

G_END_DECLS
