/* ds-batch.c - batches and rounds: what one token covers, frozen before anybody is asked
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stamped root whose tree is lost proves nothing, so the file with the leaves is on disk before
 * the root leaves this computer. */
#include "evidence/ds-batch.h"

#include <string.h>

#include "base/ds-error.h"
#include "project/ds-catalog-stamping.h"
#include "project/ds-entry.h"

/* What a first look finds becomes one batch, unless it takes longer than this: a project's folder
 * may go away in the middle of it. */
#define FIRST_LOOK_HOLD_S (24 * 3600)

/* Drafts of projects that the same set of TSAs stamps. */
typedef struct
{
  char *key;           /* owned: names of the set's TSAs, joined */
  guint window_s;      /* the shortest of the set */
  GPtrArray *projects; /* owned: ids */
  DsTime first;        /* when its first pending draft was seen */
  gboolean has_drafts;
  const DsTime *held_after; /* (nullable): see ds_catalog_list_pending() */
} Group;

static void
group_free (gpointer data)
{
  Group *self = data;

  g_free (self->key);
  g_ptr_array_unref (self->projects);
  g_free (self);
}

/* The TSAs that stamp @project; %NULL if none does. */
static Group *
group_new (const DsProject *project, GPtrArray *tsas)
{
  g_autoptr (GString) key = g_string_new (NULL);
  guint window_s = G_MAXUINT;
  Group *self;

  for (guint i = 0; i < tsas->len; i++)
    {
      const DsTsa *tsa = g_ptr_array_index (tsas, i);

      if (!ds_project_is_stamped_by (project, tsa->name))
        continue;
      g_string_append_printf (key, "%s ", tsa->name);
      /* Closing faster than the TSA may be asked would only make rounds. */
      window_s = MIN (window_s, MAX (tsa->window_s, tsa->interval_s));
    }
  if (key->len == 0)
    return NULL;
  self = g_new0 (Group, 1);
  self->key = g_string_free (g_steal_pointer (&key), FALSE);
  self->window_s = window_s;
  self->projects = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static Group *
find_group (GPtrArray *groups, const char *key)
{
  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = g_ptr_array_index (groups, i);

      if (strcmp (group->key, key) == 0)
        return group;
    }
  return NULL;
}

static GPtrArray *
list_groups (DsStore *store, GPtrArray *tsas, GError **error)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (group_free);
  g_autoptr (GPtrArray) projects =
      ds_catalog_list_projects (ds_store_get_catalog (store), TRUE, error);

  for (guint i = 0; projects != NULL && i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);
      Group *own = group_new (project, tsas);
      Group *group;

      if (own == NULL)
        continue;
      group = find_group (groups, own->key);
      if (group == NULL)
        g_ptr_array_add (groups, group = own);
      else
        group_free (own);
      g_ptr_array_add (group->projects, g_strdup (project->id));
    }
  return projects != NULL ? g_steal_pointer (&groups) : NULL;
}

static gboolean
group_has (const Group *group, const char *project)
{
  return g_ptr_array_find_with_equal_func (group->projects, project, g_str_equal, NULL);
}

static gboolean
note_first_drafts (DsStore *store, GPtrArray *groups, const DsTime *held_after, GError **error)
{
  g_autoptr (GPtrArray) pending =
      ds_catalog_list_pending (ds_store_get_catalog (store), held_after, error);

  for (guint i = 0; pending != NULL && i < pending->len; i++)
    {
      const DsPendingDraft *draft = g_ptr_array_index (pending, i);

      for (guint j = 0; j < groups->len; j++)
        {
          Group *group = g_ptr_array_index (groups, j);

          if (group->has_drafts || !group_has (group, draft->project))
            continue;
          group->has_drafts = TRUE;
          group->first = draft->seen_at;
        }
    }
  return pending != NULL;
}

/* The pair node of a draft: its record is read from disk again, for that is what the token will
 * bind. */
static gboolean
add_leaf (DsStore *store, const DsPendingDraft *draft, GArray *leaves, GError **error)
{
  g_autoptr (GBytes) octets = ds_store_read_entry (store, draft->seq, NULL, error);
  g_autofree char *hex = NULL;
  DsDigest record;
  DsDigest node;

  if (octets == NULL)
    return FALSE;
  record = ds_digest_sha256_bytes (octets);
  hex = ds_digest_to_hex (&record);
  if (strcmp (hex, draft->record) != 0)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                   "entry %" G_GUINT64_FORMAT " of the journal is not what was recorded: nothing "
                   "is stamped before the journal is restored from a backup",
                   draft->seq);
      return FALSE;
    }
  node = ds_hash_join (&draft->sha256, &record);
  g_array_append_val (leaves, node);
  return TRUE;
}

/* The journal's head over everything before the `batch` entry, as text. */
static char *
make_checkpoint (DsStore *store, GError **error)
{
  guint64 size = ds_store_get_next_seq (store);
  g_autofree char *base64 = NULL;
  DsDigest root;

  if (!ds_store_read_tree_head (store, size, &root, error))
    return NULL;
  base64 = g_base64_encode (root.octets, root.length);
  return g_strdup_printf ("draftseal/%s\n%" G_GUINT64_FORMAT "\n%s\n", ds_store_get_id (store),
                          size, base64);
}

/* Writes canonical JSON and LF into `batch`. */
static char *
keep_file (DsStore *store, const DsJson *json, GError **error)
{
  g_autofree char *text = ds_json_to_text (json);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  g_autoptr (GBytes) octets = g_bytes_new (line, strlen (line));
  char *digest = NULL;

  return ds_store_keep_object (store, "batch", octets, &digest, error) ? digest : NULL;
}

static void
set_digests (DsJson *json, const char *field, const GArray *digests)
{
  DsJson *array = ds_json_array_new ();

  for (guint i = 0; i < digests->len; i++)
    {
      g_autofree char *hex = ds_digest_to_hex (&g_array_index (digests, DsDigest, i));

      ds_json_add_string (array, hex);
    }
  ds_json_set (json, field, array);
}

static char *
compute_root (const GArray *leaves, DsDigest *root)
{
  g_autoptr (DsHashTree) tree = ds_hash_tree_new ((const DsDigest *) leaves->data, leaves->len);

  *root = ds_hash_tree_get_root (tree);
  return ds_digest_to_hex (root);
}

static DsJson *
make_batch_body (DsStore *store, GArray *leaves, DsJson *drafts, GError **error)
{
  g_autoptr (DsJson) file = ds_json_object_new ();
  g_autofree char *checkpoint = make_checkpoint (store, error);
  g_autofree char *digest = NULL;
  g_autofree char *root_hex = NULL;
  DsDigest leaf;
  DsDigest root;
  DsJson *body;

  if (checkpoint == NULL)
    return NULL;
  leaf = ds_digest_sha256 (checkpoint, strlen (checkpoint));
  g_array_append_val (leaves, leaf);
  root_hex = compute_root (leaves, &root);
  ds_json_set_integer (file, "v", 1);
  ds_json_set_string (file, "checkpoint", checkpoint);
  ds_json_set (file, "drafts", ds_json_ref (drafts));
  ds_json_set_string (file, "root", root_hex);
  set_digests (file, "leaves", leaves);
  digest = keep_file (store, file, error);
  if (digest == NULL)
    return NULL;

  body = ds_json_object_new ();
  ds_json_set_string (body, "type", "batch");
  ds_json_set_string (body, "batch", digest);
  ds_json_set_string (body, "root", root_hex);
  ds_json_set_integer (body, "count", ds_json_get_size (drafts));
  return body;
}

/* Under the journal's lock: what is pending now goes into one batch. */
static GPtrArray *
compose_batch (DsStore *store, gpointer data, GError **error)
{
  const Group *group = data;
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_json_unref);
  g_autoptr (GPtrArray) pending =
      ds_catalog_list_pending (ds_store_get_catalog (store), group->held_after, error);
  g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (DsDigest));
  g_autoptr (DsJson) drafts = ds_json_array_new ();

  for (guint i = 0; pending != NULL && i < pending->len; i++)
    {
      const DsPendingDraft *draft = g_ptr_array_index (pending, i);

      if (!group_has (group, draft->project))
        continue;
      if (!add_leaf (store, draft, leaves, error))
        return NULL;
      ds_json_add_string (drafts, draft->record);
    }
  if (pending == NULL)
    return NULL;
  if (leaves->len > 0)
    {
      DsJson *body = make_batch_body (store, leaves, drafts, error);

      if (body == NULL)
        return NULL;
      g_ptr_array_add (bodies, body);
    }
  return g_steal_pointer (&bodies);
}

static gboolean
freeze_group (DsStore *store, Group *group, GError **error)
{
  DsDigest root;

  /* Read the journal before the lock is taken, so that others wait only for what came since. */
  if (!ds_store_read_tree_head (store, ds_store_get_next_seq (store), &root, error))
    return FALSE;
  return ds_store_append_composed (store, compose_batch, group, error);
}

/**
 * ds_batch_freeze_due:
 * @tsas: (element-type DsTsa): those that are asked
 * @now: local clock
 * @at_once: whether open batches are closed whatever their window says
 * @next_due: (out): when the next batch closes
 * @has_next: (out): whether there will be one
 * @error: %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Freezes what is due: one batch for each set of TSAs, once the shortest window of the set has run
 * since its first draft. What a first look finds waits for the end of it, but for @at_once. With no
 * TSA nothing is frozen.
 */
gboolean
ds_batch_freeze_due (DsStore *store, GPtrArray *tsas, DsTime now, gboolean at_once,
                     DsTime *next_due, gboolean *has_next, GError **error)
{
  g_autoptr (GPtrArray) groups = list_groups (store, tsas, error);
  DsTime hold = ds_time_add_seconds (now, -FIRST_LOOK_HOLD_S);
  const DsTime *held_after = at_once ? NULL : &hold;

  *has_next = FALSE;
  if (groups == NULL || !note_first_drafts (store, groups, held_after, error))
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = g_ptr_array_index (groups, i);
      DsTime due = ds_time_add_seconds (group->first, group->window_s);

      if (!group->has_drafts)
        continue;
      group->held_after = held_after;
      /* A first draft “seen” in the future means that the clock was set back: do not wait for it.
       */
      if (at_once || ds_time_compare (due, now) <= 0 || ds_time_compare (group->first, now) > 0)
        {
          if (!freeze_group (store, group, error))
            return FALSE;
        }
      else if (!*has_next || ds_time_compare (due, *next_due) < 0)
        {
          *next_due = due;
          *has_next = TRUE;
        }
    }
  return TRUE;
}

typedef struct
{
  const DsTsa *tsa;
  GPtrArray *owed; /* DsFrozenBatch */
  char *digest;
  DsDigest root;
} RoundRequest;

static GPtrArray *
compose_round (DsStore *store, gpointer data, GError **error)
{
  RoundRequest *request = data;
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_json_unref);
  g_autoptr (GArray) roots = g_array_new (FALSE, FALSE, sizeof (DsDigest));
  g_autoptr (DsJson) file = ds_json_object_new ();
  g_autofree char *root_hex = NULL;
  DsJson *body;

  for (guint i = 0; i < request->owed->len; i++)
    {
      const DsFrozenBatch *batch = g_ptr_array_index (request->owed, i);
      DsDigest root;

      if (!ds_digest_from_hex (&root, DS_DIGEST_SHA256, batch->root))
        {
          g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "a batch's root is no digest");
          return NULL;
        }
      g_array_append_val (roots, root);
    }
  root_hex = compute_root (roots, &request->root);
  ds_json_set_integer (file, "v", 1);
  ds_json_set_string (file, "root", root_hex);
  set_digests (file, "roots", roots);
  request->digest = keep_file (store, file, error);
  if (request->digest == NULL)
    return NULL;

  body = ds_json_object_new ();
  ds_json_set_string (body, "type", "round");
  ds_json_set_string (body, "round", request->digest);
  ds_json_set_string (body, "root", root_hex);
  ds_json_set_string (body, "tsa", request->tsa->name);
  g_ptr_array_add (bodies, body);
  return g_steal_pointer (&bodies);
}

/* Whether the round frozen last is over exactly the batches owed now. */
static gboolean
round_still_fits (DsStore *store, const char *round, GPtrArray *owed)
{
  g_autoptr (GPtrArray) roots =
      ds_catalog_list_round_roots (ds_store_get_catalog (store), round, NULL);

  if (roots == NULL || roots->len != owed->len)
    return FALSE;
  for (guint i = 0; i < owed->len; i++)
    {
      const DsFrozenBatch *batch = g_ptr_array_index (owed, i);

      if (!g_ptr_array_find_with_equal_func (roots, batch->root, g_str_equal, NULL))
        return FALSE;
    }
  return TRUE;
}

/**
 * ds_round_freeze:
 * @tsa: who is to sign it
 * @owed: (element-type DsFrozenBatch): at least two, by seq
 * @digest: (out) (transfer full): of the round's file
 * @root: (out): what is to be signed
 * @error: %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * The round frozen last is taken again if it is over the same batches: a retry asks for the same
 * root.
 */
gboolean
ds_round_freeze (DsStore *store, const DsTsa *tsa, GPtrArray *owed, char **digest, DsDigest *root,
                 GError **error)
{
  RoundRequest request = { tsa, owed, NULL, { 0 } };
  g_autofree char *current = ds_catalog_dup_current_round (ds_store_get_catalog (store), tsa->name);
  g_autoptr (DsBatchFile) file = NULL;

  g_return_val_if_fail (owed->len >= 2, FALSE);

  if (current != NULL && round_still_fits (store, current, owed)
      && (file = ds_batch_file_read (ds_store_get_folder (store), current, NULL)) != NULL
      && ds_digest_from_hex (root, DS_DIGEST_SHA256, file->root))
    {
      *digest = g_steal_pointer (&current);
      return TRUE;
    }
  if (!ds_store_append_composed (store, compose_round, &request, error))
    {
      g_free (request.digest);
      return FALSE;
    }
  *digest = request.digest;
  *root = request.root;
  return TRUE;
}
