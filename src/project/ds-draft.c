/* ds-draft.c - one saved state of a work, as its record has it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-draft.h"

G_DEFINE_BOXED_TYPE (DsDraft, ds_draft, ds_draft_copy, ds_draft_free)

DsDraft *
ds_draft_copy (const DsDraft *self)
{
  DsDraft *copy = g_memdup2 (self, sizeof *self);

  copy->record = g_strdup (self->record);
  copy->project = g_strdup (self->project);
  copy->work = g_strdup (self->work);
  copy->path = g_strdup (self->path);
  copy->stage = g_strdup (self->stage);
  copy->found = g_strdup (self->found);
  copy->batch = g_strdup (self->batch);
  return copy;
}

void
ds_draft_free (DsDraft *self)
{
  g_free (self->record);
  g_free (self->project);
  g_free (self->work);
  g_free (self->path);
  g_free (self->stage);
  g_free (self->found);
  g_free (self->batch);
  g_free (self);
}

/* (transfer full): the first 16 digits of H(record), by which people name a draft. */
char *
ds_draft_dup_id (const DsDraft *self)
{
  return g_strndup (self->record, DS_DRAFT_ID_DIGITS);
}

/* (transfer full): the path as UTF-8 for people; octets that are none are replaced. */
char *
ds_draft_dup_display_path (const DsDraft *self)
{
  return g_utf8_make_valid (self->path, -1);
}

void
ds_stamp_free (DsStamp *self)
{
  g_free (self->tsa);
  g_free (self->operator_name);
  g_free (self->serial);
  g_free (self->token);
  g_free (self->target);
  g_free (self);
}
