/* ds-draft-item.c - one row of the timeline
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/timeline/ds-draft-item.h"

#include "app/look/ds-words.h"

/* Either a draft, or a save that is still under way and has no draft yet. Lives on the main thread.
 * "changed" is emitted when the row must be drawn anew. */
struct _DsDraftItem
{
  GObject parent_instance;

  DsDraftFacts *facts; /* (nullable) */
  char *saving_path;   /* (nullable) */
  GDateTime *local_time;
  DsDraftPlace place;
};

G_DEFINE_FINAL_TYPE (DsDraftItem, ds_draft_item, G_TYPE_OBJECT)

static guint changed_signal;

DsDraftItem *
ds_draft_item_new (DsDraftFacts *facts)
{
  DsDraftItem *self = g_object_new (DS_TYPE_DRAFT_ITEM, NULL);

  self->facts = ds_draft_facts_ref (facts);
  self->local_time = ds_words_to_local (facts->draft->seen_at);
  return self;
}

/**
 * ds_draft_item_new_saving:
 * @path: the file that is being saved, relative to its project's folder
 * @since: when the save was first seen, this computer's clock
 */
DsDraftItem *
ds_draft_item_new_saving (const char *path, DsTime since)
{
  DsDraftItem *self = g_object_new (DS_TYPE_DRAFT_ITEM, NULL);

  self->saving_path = g_strdup (path);
  self->local_time = ds_words_to_local (since);
  return self;
}

/**
 * ds_draft_item_get_facts:
 *
 * Returns: (nullable) (transfer none): the draft; %NULL while it is being saved
 */
DsDraftFacts *
ds_draft_item_get_facts (DsDraftItem *self)
{
  return self->facts;
}

/**
 * ds_draft_item_set_facts:
 * @facts: of the draft; a save under way becomes the draft it has left
 */
void
ds_draft_item_set_facts (DsDraftItem *self, DsDraftFacts *facts)
{
  g_return_if_fail (DS_IS_DRAFT_ITEM (self) && facts != NULL);

  if (self->facts != NULL && ds_draft_facts_equal (self->facts, facts))
    return;

  ds_draft_facts_ref (facts);
  g_clear_pointer (&self->facts, ds_draft_facts_unref);
  g_clear_pointer (&self->saving_path, g_free);
  g_date_time_unref (self->local_time);
  self->facts = facts;
  self->local_time = ds_words_to_local (facts->draft->seen_at);
  g_signal_emit (self, changed_signal, 0);
}

const char *
ds_draft_item_get_saving_path (DsDraftItem *self)
{
  return self->saving_path;
}

GDateTime *
ds_draft_item_get_local_time (DsDraftItem *self)
{
  return self->local_time;
}

gboolean
ds_draft_item_get_heads_day (DsDraftItem *self)
{
  return self->place.day_count > 0;
}

guint
ds_draft_item_get_day_count (DsDraftItem *self)
{
  return self->place.day_count;
}

gboolean
ds_draft_item_is_newest (DsDraftItem *self)
{
  return self->place.is_newest;
}

gboolean
ds_draft_item_is_oldest (DsDraftItem *self)
{
  return self->place.is_oldest;
}

void
ds_draft_item_set_place (DsDraftItem *self, DsDraftPlace place)
{
  if (memcmp (&self->place, &place, sizeof place) == 0)
    return;

  self->place = place;
  g_signal_emit (self, changed_signal, 0);
}

static void
ds_draft_item_finalize (GObject *object)
{
  DsDraftItem *self = DS_DRAFT_ITEM (object);

  g_clear_pointer (&self->facts, ds_draft_facts_unref);
  g_clear_pointer (&self->saving_path, g_free);
  g_clear_pointer (&self->local_time, g_date_time_unref);
  G_OBJECT_CLASS (ds_draft_item_parent_class)->finalize (object);
}

static void
ds_draft_item_init (DsDraftItem *self)
{
}

static void
ds_draft_item_class_init (DsDraftItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_draft_item_finalize;
  changed_signal = g_signal_new ("changed", DS_TYPE_DRAFT_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}
