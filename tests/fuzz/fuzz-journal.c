/* fuzz-journal.c - any octets as a journal: its entries, and what the index makes of them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <gio/gio.h>
#include <string.h>

#include "project/ds-catalog-fold.h"
#include "project/ds-catalog-stamping.h"

#define EVERY "\"time\":\"2026-11-22T10:01:19.252483196Z\","
#define SALT "\"salt\":\"c0ddefd90acee9b9622d60aca9c0c4b5da553d0582d55f018a52d2fc9bd8d158\","
#define DIGEST "af50dfe5d67f4ab6fb2b87cabb7b04cf803e3fafd61724a2e0874d6ff7ebf7e1"

/* The journal of the stored store, which is a seed too, lacks these. */
const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("{\"digests\":{\"sha256\":\"" DIGEST "\"},\"found\":\"scan\",\"kept\":false,"
             "\"number\":1,\"path_octets\":\"ff2e61\",\"project\":\"p\"," SALT
             "\"seen_at\":\"2026-11-22T10:01:19.252483196Z\",\"seq\":0,\"size\":45,"
             "\"stage\":\"sketch\",\"stage_by\":\"rule\"," EVERY
             "\"type\":\"draft\",\"v\":1,\"work\":\"w\"}\n"
             "{\"from_octets\":\"ff2e61\",\"path\":\"c\",\"project\":\"p\"," SALT "\"seq\":1," EVERY
             "\"type\":\"renamed\",\"v\":1,\"work\":\"w\"}\n"),
  FUZZ_SEED ("{\"imprint\":\"" DIGEST "\",\"nonce\":\"ab\"," SALT
             "\"seq\":0,\"target\":{\"draft\":\"" DIGEST "\"}," EVERY
             "\"tsa\":\"example\",\"type\":\"request\",\"v\":1}\n"
             "{\"latest\":\"2026-11-22T11:01:19.252483196Z\"," SALT "\"seq\":1," EVERY
             "\"type\":\"clock\",\"v\":1}\n"
             "{\"project\":\"p\",\"reason\":\"r\"," SALT
             "\"seq\":2,\"since\":\"2026-11-22T10:01:19.252483196Z\"," EVERY
             "\"type\":\"gap\",\"until\":\"2026-11-22T10:01:20.252483196Z\",\"v\":1}\n"),
  FUZZ_SEEDS_END,
};

/* Takes in the whole lines of @data that are entries, in order, as a damaged journal is read.
 * Whatever an entry says, the index takes it: one that lacks something changes nothing. */
static void
fold_all (DsCatalog *catalog, const char *data, gsize size)
{
  const char *end = data + size;
  const char *feed;
  guint64 next_seq = 0;

  for (const char *at = data; (feed = memchr (at, '\n', (gsize) (end - at))) != NULL; at = feed + 1)
    {
      g_autoptr (GError) error = NULL;
      gsize length = (gsize) (feed - at);
      g_autoptr (DsJson) json = ds_journal_parse_entry (at, length, &error);
      DsEntry entry = { .offset = (guint64) (at - data), .octets = at, .length = length };

      g_assert ((json == NULL) == (error != NULL));
      if (json == NULL)
        continue;
      entry.json = json;
      entry.type = ds_json_get_string (json, "type");
      g_assert_true (ds_json_get_integer (json, "seq", &entry.seq));
      if (entry.seq < next_seq)
        continue;
      next_seq = entry.seq + 1;
      g_assert_true (ds_catalog_fold (catalog, &entry, &error));
    }
}

/* Everything can still be asked. */
static void
ask_all (DsCatalog *catalog)
{
  const DsDraftQuery every = { .oldest_first = TRUE };
  g_autoptr (GPtrArray) projects = ds_catalog_list_projects (catalog, TRUE, NULL);
  g_autoptr (GPtrArray) drafts = ds_catalog_list_drafts (catalog, &every, NULL);
  g_autoptr (GPtrArray) pending = ds_catalog_list_pending (catalog, NULL, NULL);
  g_autoptr (GPtrArray) settings = ds_catalog_list_settings (catalog, NULL, "", NULL);
  g_autoptr (GPtrArray) owed = ds_catalog_list_owed (catalog, "example", NULL);
  g_autoptr (GPtrArray) open = ds_catalog_list_open_requests (catalog, "example", NULL);
  g_autoptr (GPtrArray) wishes =
      ds_catalog_list_direct_wishes (catalog, "example", ds_time_now (), NULL);
  g_autoptr (DsTsaHistory) history = ds_catalog_read_history (catalog, "example", NULL);

  g_assert_true (projects != NULL && drafts != NULL && pending != NULL && settings != NULL);
  g_assert_true (owed != NULL && open != NULL && wishes != NULL && history != NULL);
  for (guint i = 0; i < drafts->len; i++)
    {
      const DsDraft *draft = g_ptr_array_index (drafts, i);
      g_autoptr (GPtrArray) stamps = ds_catalog_list_stamps (catalog, draft, NULL);
      g_autofree char *path = ds_draft_dup_display_path (draft);

      g_assert_true (stamps != NULL && path != NULL && g_utf8_validate (path, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static DsCatalog *catalog; /* in memory; making its tables takes longer than a journal does */

  if (catalog == NULL)
    catalog = ds_catalog_open ("/nonexistent", FALSE, NULL);
  g_assert_nonnull (catalog);
  g_assert_true (ds_catalog_begin (catalog, NULL));
  fold_all (catalog, (const char *) data, size);
  ask_all (catalog);
  ds_catalog_rollback (catalog);
  return 0;
}
