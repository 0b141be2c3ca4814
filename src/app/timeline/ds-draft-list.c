/* ds-draft-list.c - the drafts of a timeline, newest first
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/timeline/ds-draft-list.h"

#include "app/look/ds-words.h"

/* Filled page after page from a worker thread: nothing here ever asks the index, so a row is
 * bound without waiting. Saves under way stand before the first draft. */
struct _DsDraftList
{
  GObject parent_instance;

  GPtrArray *saving; /* of DsDraftItem, newest first */
  GPtrArray *drafts; /* of DsDraftItem, by seq downwards, stored oldest last */
};

static void ds_draft_list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DsDraftList, ds_draft_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ds_draft_list_model_init))

static guint64
get_seq (DsDraftList *self, guint index)
{
  DsDraftItem *item = g_ptr_array_index (self->drafts, index);

  return ds_draft_item_get_facts (item)->draft->seq;
}

/* The first index whose draft is not newer than @seq. */
static guint
find_index (DsDraftList *self, guint64 seq)
{
  guint low = 0;
  guint high = self->drafts->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_seq (self, middle) > seq)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gboolean
is_same_day (DsDraftList *self, guint a, guint b)
{
  return ds_words_is_same_day (ds_draft_item_get_local_time (g_ptr_array_index (self->drafts, a)),
                               ds_draft_item_get_local_time (g_ptr_array_index (self->drafts, b)));
}

/* Says to the rows from @first to @last, and to the neighbours whose day they may have joined or
 * parted, which of them head a day. */
static void
place_rows (DsDraftList *self, guint first, guint last)
{
  guint end = self->drafts->len;
  guint at = first;

  if (end == 0)
    return;

  while (at > 0 && is_same_day (self, at - 1, MIN (at, end - 1)))
    at--;

  while (at < end && at <= last + 1)
    {
      guint next = at + 1;

      while (next < end && is_same_day (self, at, next))
        next++;
      for (guint i = at; i < next; i++)
        {
          DsDraftPlace place = { i == at ? next - at : 0, i == 0 && self->saving->len == 0,
                                 i + 1 == end };

          ds_draft_item_set_place (g_ptr_array_index (self->drafts, i), place);
        }
      at = next;
    }
}

/* Only the newest draft is told whether something stands above it: a day may hold thousands. */
static void
place_newest (DsDraftList *self, guint day_count)
{
  DsDraftPlace place = { day_count, self->saving->len == 0, self->drafts->len == 1 };

  ds_draft_item_set_place (g_ptr_array_index (self->drafts, 0), place);
}

static void
renew_newest (DsDraftList *self)
{
  if (self->drafts->len > 0)
    place_newest (self, ds_draft_item_get_day_count (g_ptr_array_index (self->drafts, 0)));
}

/* A draft newer than all others takes over the head of its day from the one before it. */
static void
insert_newest (DsDraftList *self, DsDraftItem *item)
{
  guint day_count = 1;

  g_ptr_array_insert (self->drafts, 0, item);
  if (self->drafts->len > 1)
    {
      DsDraftItem *before = g_ptr_array_index (self->drafts, 1);
      DsDraftPlace place = { ds_draft_item_get_day_count (before), FALSE, self->drafts->len == 2 };

      if (is_same_day (self, 0, 1))
        {
          day_count += place.day_count;
          place.day_count = 0;
        }
      ds_draft_item_set_place (before, place);
    }
  place_newest (self, day_count);
}

DsDraftList *
ds_draft_list_new (void)
{
  return g_object_new (DS_TYPE_DRAFT_LIST, NULL);
}

void
ds_draft_list_clear (DsDraftList *self)
{
  guint removed = self->saving->len + self->drafts->len;

  g_ptr_array_set_size (self->saving, 0);
  g_ptr_array_set_size (self->drafts, 0);
  if (removed > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, 0);
}

/**
 * ds_draft_list_append:
 * @page: (element-type DsDraftFacts): older drafts than any in the list, newest first
 *
 * Adds a page at the end. Rows above keep their place.
 */
void
ds_draft_list_append (DsDraftList *self, GPtrArray *page)
{
  guint first = self->drafts->len;

  g_return_if_fail (DS_IS_DRAFT_LIST (self));

  for (guint i = 0; i < page->len; i++)
    {
      DsDraftFacts *facts = g_ptr_array_index (page, i);

      if (self->drafts->len > 0 && facts->draft->seq >= get_seq (self, self->drafts->len - 1))
        continue; /* a live draft came in while the page was read */
      g_ptr_array_add (self->drafts, ds_draft_item_new (facts));
    }

  if (self->drafts->len == first)
    return;

  place_rows (self, first > 0 ? first - 1 : 0, self->drafts->len - 1);
  g_list_model_items_changed (G_LIST_MODEL (self), self->saving->len + first, 0,
                              self->drafts->len - first);
}

/* ── what comes in ───────────────────────────────────────────────────────────────────────── */

static DsDraftItem *
get_item (DsDraftList *self, guint position)
{
  return position < self->saving->len
             ? g_ptr_array_index (self->saving, position)
             : g_ptr_array_index (self->drafts, position - self->saving->len);
}

static guint
find_saving (GPtrArray *saving, const char *path)
{
  guint at = 0;

  while (at < saving->len
         && !g_str_equal (ds_draft_item_get_saving_path (g_ptr_array_index (saving, at)), path))
    at++;

  return at;
}

/* The row of a save becomes that of the draft it has left. */
static DsDraftItem *
make_item (DsDraftList *self, DsDraftFacts *facts)
{
  const char *path = facts->draft->path;
  guint at = path == NULL ? self->saving->len : find_saving (self->saving, path);
  DsDraftItem *item;

  if (at == self->saving->len)
    return ds_draft_item_new (facts);

  item = g_object_ref (g_ptr_array_index (self->saving, at));
  g_ptr_array_remove_index (self->saving, at);
  ds_draft_item_set_facts (item, facts);
  return item;
}

/* Takes in drafts that are known or older than the newest, and hands out those that are newer than
 * all. Returns: how many were taken in anew */
static guint
merge_older (DsDraftList *self, GPtrArray *facts, gboolean is_whole, GPtrArray *newer)
{
  guint added = 0;

  for (guint i = 0; i < facts->len; i++)
    {
      DsDraftFacts *one = g_ptr_array_index (facts, i);
      guint index = find_index (self, one->draft->seq);

      if (index < self->drafts->len && get_seq (self, index) == one->draft->seq)
        ds_draft_item_set_facts (g_ptr_array_index (self->drafts, index), one);
      else if (index == self->drafts->len && !is_whole)
        continue;
      else if (index == 0)
        g_ptr_array_add (newer, one);
      else
        {
          added++;
          g_ptr_array_insert (self->drafts, (int) index, ds_draft_item_new (one));
          place_rows (self, index, index);
          g_list_model_items_changed (G_LIST_MODEL (self), self->saving->len + index, 0, 1);
        }
    }

  return added;
}

static int
compare_seq (gconstpointer a, gconstpointer b)
{
  const DsDraftFacts *const *first = a;
  const DsDraftFacts *const *second = b;

  return (*first)->draft->seq < (*second)->draft->seq ? -1 : 1;
}

static void
set_saving (DsDraftList *self, GPtrArray *paths, DsTime now)
{
  for (guint i = self->saving->len; i > 0; i--)
    {
      const char *path = ds_draft_item_get_saving_path (g_ptr_array_index (self->saving, i - 1));

      if (!g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL))
        g_ptr_array_remove_index (self->saving, i - 1);
    }

  for (guint i = 0; i < paths->len; i++)
    if (find_saving (self->saving, g_ptr_array_index (paths, i)) == self->saving->len)
      g_ptr_array_insert (self->saving, 0,
                          ds_draft_item_new_saving (g_ptr_array_index (paths, i), now));
}

/* Tells of what is new above the drafts that were there, but not of rows that stay: @before are
 * the rows that were above them. */
static void
tell_top (DsDraftList *self, GPtrArray *before, guint n_now)
{
  guint n_least = MIN (before->len, n_now);
  guint first = 0;
  guint same = 0; /* at the end */

  while (first < n_least && g_ptr_array_index (before, first) == get_item (self, first))
    first++;
  while (same < n_least - first
         && g_ptr_array_index (before, before->len - 1 - same) == get_item (self, n_now - 1 - same))
    same++;

  if (MAX (before->len, n_now) > first + same)
    g_list_model_items_changed (G_LIST_MODEL (self), first, before->len - first - same,
                                n_now - first - same);
}

static gpointer
ref_item (gconstpointer item, gpointer data)
{
  return g_object_ref ((gpointer) item);
}

/**
 * ds_draft_list_update:
 * @facts: (element-type DsDraftFacts): drafts that are new or have changed, in any order
 * @is_whole: whether the list holds every older draft too; while it is still being filled, drafts
 *   older than its oldest are left to ds_draft_list_append()
 * @saving: (element-type filename): files of which a save is under way, the latest last
 * @now: this computer's clock
 *
 * Whatever comes in together is told as one change of the top, since GTK makes and drops widgets
 * for each change.
 *
 * Returns: how many drafts were new
 */
guint
ds_draft_list_update (DsDraftList *self, GPtrArray *facts, gboolean is_whole, GPtrArray *saving,
                      DsTime now)
{
  g_autoptr (GPtrArray) newer = g_ptr_array_new ();
  g_autoptr (GPtrArray) before = NULL;
  guint added;

  g_return_val_if_fail (DS_IS_DRAFT_LIST (self), 0);

  before = g_ptr_array_copy (self->saving, (GCopyFunc) ref_item, NULL);
  added = merge_older (self, facts, is_whole, newer);
  g_ptr_array_sort (newer, compare_seq);
  for (guint i = 0; i < newer->len; i++)
    insert_newest (self, make_item (self, g_ptr_array_index (newer, i)));
  set_saving (self, saving, now);
  renew_newest (self);
  tell_top (self, before, self->saving->len + newer->len);
  return added + newer->len;
}

/* Returns: the position of the newest draft, behind the saves under way */
guint
ds_draft_list_get_first_draft (DsDraftList *self)
{
  return self->drafts->len == 0 ? G_MAXUINT : self->saving->len;
}

static GType
ds_draft_list_get_item_type (GListModel *model)
{
  return DS_TYPE_DRAFT_ITEM;
}

static guint
ds_draft_list_get_n_items (GListModel *model)
{
  DsDraftList *self = DS_DRAFT_LIST (model);

  return self->saving->len + self->drafts->len;
}

static gpointer
ds_draft_list_get_item (GListModel *model, guint position)
{
  DsDraftList *self = DS_DRAFT_LIST (model);

  return position < self->saving->len + self->drafts->len ? g_object_ref (get_item (self, position))
                                                          : NULL;
}

static void
ds_draft_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = ds_draft_list_get_item_type;
  interface->get_n_items = ds_draft_list_get_n_items;
  interface->get_item = ds_draft_list_get_item;
}

static void
ds_draft_list_finalize (GObject *object)
{
  DsDraftList *self = DS_DRAFT_LIST (object);

  g_ptr_array_unref (self->saving);
  g_ptr_array_unref (self->drafts);
  G_OBJECT_CLASS (ds_draft_list_parent_class)->finalize (object);
}

static void
ds_draft_list_init (DsDraftList *self)
{
  self->saving = g_ptr_array_new_with_free_func (g_object_unref);
  self->drafts = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
ds_draft_list_class_init (DsDraftListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_draft_list_finalize;
}
