/* ds-door.h - where other processes of the same store knock
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DS_DOOR_WAKE "wake"
#define DS_DOOR_NOBODY "no" /* the answer of who is not meant */

typedef struct _DsDoor DsDoor;
typedef struct _DsCaller DsCaller;

/* @caller is to be answered once with ds_caller_answer(), now or later. */
typedef void (*DsDoorFunc) (const char *line, DsCaller *caller, gpointer data);

DsDoor *ds_door_open (const char *store_id, DsDoorFunc func, gpointer data,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void    ds_door_close (DsDoor *self);
void    ds_caller_answer (DsCaller *self, const char *line);
void    ds_door_knock_all (const char *store_id);
char   *ds_door_ask (const char *store_id, const char *line, guint timeout_s,
                     GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsDoor, ds_door_close)

G_END_DECLS
