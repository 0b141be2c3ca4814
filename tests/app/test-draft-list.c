/* test-draft-list.c - the list of a timeline: order, days, saves under way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/timeline/ds-draft-list.h"

#define DAY (24 * 60 * 60)
#define NOON G_GINT64_CONSTANT (1795320000) /* 22 November 2026, 12:00 in Shanghai */

static DsDraftFacts *
make_facts (guint64 seq, gint64 seen_at, const char *stage)
{
  DsDraft *draft = g_new0 (DsDraft, 1);

  draft->seq = seq;
  draft->record = g_strdup_printf ("%064x", (guint) seq);
  draft->project = g_strdup ("p");
  draft->work = g_strdup ("w");
  draft->number = seq;
  draft->path = g_strdup_printf ("poster-%u.svg", (guint) seq);
  draft->stage = g_strdup (stage);
  draft->found = g_strdup ("event");
  draft->seen_at = ds_time_from_unix (seen_at);
  return ds_draft_facts_new (draft, g_ptr_array_new_with_free_func ((GDestroyNotify) ds_stamp_free),
                             0);
}

/* Facts for each letter of @days, newest first: the same letter is the same day. */
static GPtrArray *
make_page (guint64 newest_seq, const char *days)
{
  GPtrArray *page = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_draft_facts_unref);

  for (guint i = 0; days[i] != '\0'; i++)
    g_ptr_array_add (page, make_facts (newest_seq - i, NOON - (days[i] - 'a') * DAY, "sketch"));
  return page;
}

/* What a person sees: "4+1" for a seq and the number of drafts of the day it heads, "~" a save. */
static char *
describe (DsDraftList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (DsDraftItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);
      DsDraftFacts *facts = ds_draft_item_get_facts (item);

      if (i > 0)
        g_string_append_c (text, ' ');
      if (facts == NULL)
        g_string_append_c (text, '~');
      else
        g_string_append_printf (text, "%u", (guint) facts->draft->seq);
      if (ds_draft_item_get_heads_day (item))
        g_string_append_printf (text, "+%u", ds_draft_item_get_day_count (item));
    }

  return g_string_free (text, FALSE);
}

static void
assert_shows (DsDraftList *list, const char *expected)
{
  g_autofree char *found = describe (list);

  g_assert_cmpstr (found, ==, expected);
}

static guint
update (DsDraftList *list, GPtrArray *facts, gboolean is_whole, const char *const *saving)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  for (guint i = 0; saving != NULL && saving[i] != NULL; i++)
    g_ptr_array_add (paths, (gpointer) saving[i]);
  return ds_draft_list_update (list, facts == NULL ? none : facts, is_whole, paths,
                               ds_time_from_unix (NOON));
}

typedef struct
{
  const char *path;
  const char *first; /* days of the first page */
  const char *then;  /* of the second */
  const char *shows;
} PageCase;

static const PageCase page_cases[] = {
  { "/draft-list/pages/one-day", "aaa", "", "9+3 8 7" },
  { "/draft-list/pages/three-days", "aab", "c", "9+2 8 7+1 6+1" },
  { "/draft-list/pages/day-goes-on", "ab", "bb", "9+1 8+3 7 6" },
  { "/draft-list/pages/clock-stepped-back", "aba", "", "9+1 8+1 7+1" },
  { "/draft-list/pages/nothing", "", "", "" },
};

static void
test_pages (gconstpointer data)
{
  const PageCase *c = data;
  g_autoptr (DsDraftList) list = ds_draft_list_new ();
  g_autoptr (GPtrArray) first = make_page (9, c->first);
  g_autoptr (GPtrArray) then = make_page (9 - strlen (c->first), c->then);

  ds_draft_list_append (list, first);
  ds_draft_list_append (list, then);
  assert_shows (list, c->shows);
}

typedef struct
{
  const char *path;
  guint64 seq;       /* of the draft that comes in */
  gboolean is_whole; /* whether the list holds all that is older */
  guint n_new;
  const char *shows; /* over 9 and 8 of today and 7 of yesterday */
} MergeCase;

static const MergeCase merge_cases[] = {
  { "/draft-list/merge/newest", 10, FALSE, 1, "10+3 9 8 7+1" },
  { "/draft-list/merge/known", 8, FALSE, 0, "9+2 8 7+1" },
  { "/draft-list/merge/refuse-older-while-filled", 5, FALSE, 0, "9+2 8 7+1" },
  { "/draft-list/merge/older-of-a-whole-list", 5, TRUE, 1, "9+2 8 7+1 5+1" },
};

static void
test_merge (gconstpointer data)
{
  const MergeCase *c = data;
  g_autoptr (DsDraftList) list = ds_draft_list_new ();
  g_autoptr (GPtrArray) page = make_page (9, "aab");
  g_autoptr (GPtrArray) news = make_page (c->seq, "a");

  ds_draft_list_append (list, page);
  g_assert_cmpuint (update (list, news, c->is_whole, NULL), ==, c->n_new);
  assert_shows (list, c->shows);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_change_is_told (void)
{
  g_autoptr (DsDraftList) list = ds_draft_list_new ();
  g_autoptr (GPtrArray) page = make_page (9, "aa");
  g_autoptr (GPtrArray) news =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ds_draft_facts_unref);
  g_autoptr (DsDraftItem) item = NULL;
  guint changed = 0;

  ds_draft_list_append (list, page);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (count_cb), &changed);
  update (list, page, TRUE, NULL);
  g_assert_cmpuint (changed, ==, 0);

  g_ptr_array_add (news, make_facts (9, NOON, "final"));
  update (list, news, TRUE, NULL);
  g_assert_cmpuint (changed, ==, 1);
  g_assert_cmpstr (ds_draft_item_get_facts (item)->draft->stage, ==, "final");
}

static void
told_cb (GString *told, guint position, guint removed, guint added)
{
  g_string_append_printf (told, "%u-%u+%u ", position, removed, added);
}

/* One row after the other: what is being saved, what has come in, and what is told of it. */
typedef struct
{
  const char *saving[4];
  const char *came; /* days of drafts that came in, newest first, named poster-SEQ.svg */
  guint64 newest;
  const char *shows;
  const char *told;
} SavingCase;

static const SavingCase saving_cases[] = {
  { { "poster-10.svg" }, "", 0, "~ 9+1 8+1", "0-0+1 " },
  { { "poster-10.svg" }, "", 0, "~ 9+1 8+1", "" },
  { { "poster-10.svg", "poster-12.svg" }, "", 0, "~ ~ 9+1 8+1", "0-0+1 " },
  { { "poster-12.svg" }, "a", 10, "~ 10+2 9 8+1", "" },
  { { "poster-12.svg", "b.svg" }, "a", 11, "~ ~ 11+3 10 9 8+1", "0-1+3 " },
  { { "b.svg" }, "a", 12, "~ 12+4 11 10 9 8+1", "" },
  { { "b.svg", "poster-13.svg" }, "", 0, "~ ~ 12+4 11 10 9 8+1", "0-0+1 " },
  { { "b.svg" }, "a", 13, "~ 13+5 12 11 10 9 8+1", "0-2+2 " },
  { { NULL }, "", 0, "13+5 12 11 10 9 8+1", "0-1+0 " },
  { { NULL }, "aa", 15, "15+7 14 13 12 11 10 9 8+1", "0-0+2 " },
};

static void
test_saving (void)
{
  g_autoptr (DsDraftList) list = ds_draft_list_new ();
  g_autoptr (GPtrArray) page = make_page (9, "ab");

  ds_draft_list_append (list, page);
  for (guint i = 0; i < G_N_ELEMENTS (saving_cases); i++)
    {
      const SavingCase *c = &saving_cases[i];
      g_autoptr (GPtrArray) news = make_page (c->newest, c->came);
      g_autoptr (GString) told = g_string_new (NULL);
      gulong handler = g_signal_connect_swapped (list, "items-changed", G_CALLBACK (told_cb), told);

      g_assert_cmpuint (update (list, news, TRUE, c->saving), ==, strlen (c->came));
      assert_shows (list, c->shows);
      g_assert_cmpstr (told->str, ==, c->told);
      g_signal_handler_disconnect (list, handler);
    }

  update (list, NULL, TRUE, saving_cases[0].saving);
  g_assert_cmpuint (ds_draft_list_get_first_draft (list), ==, 1);
  ds_draft_list_clear (list);
  assert_shows (list, "");
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (page_cases); i++)
    g_test_add_data_func (page_cases[i].path, &page_cases[i], test_pages);
  for (gsize i = 0; i < G_N_ELEMENTS (merge_cases); i++)
    g_test_add_data_func (merge_cases[i].path, &merge_cases[i], test_merge);
  g_test_add_func ("/draft-list/change-is-told", test_change_is_told);
  g_test_add_func ("/draft-list/saving", test_saving);
  return g_test_run ();
}
