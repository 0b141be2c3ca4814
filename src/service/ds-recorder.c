/* ds-recorder.c - turns kept files into drafts of works
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Identity follows the name: a file at a known path is the next draft of its work. What came to a
 * new path by a move is the work that was where it came from, unless something is there again: so
 * programs make backups. A new path with the bytes of a work whose own file is gone is that work
 * renamed while nobody watched; with the bytes of one that is still there it is a copy, hence a new
 * work. The project's lock is held, so nobody else adds drafts to it. */
#include "service/ds-recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ds-random.h"
#include "project/ds-catalog-fold.h"
#include "project/ds-catalog-work.h"
#include "project/ds-entry.h"
#include "project/ds-stage.h"
#include "watch/ds-conflict.h"
#include "watch/ds-settle.h"

#define WORK_ID_OCTETS 16

/* What becomes of one kept file. */
typedef struct
{
  const DsKept *kept; /* borrowed */
  DsJson *body;       /* owned (nullable): the entry; %NULL: nothing new */
  gboolean is_rename;
} Decision;

typedef struct
{
  DsStore *store;
  const DsProject *project;
  int folder_fd;
  GPtrArray *kept;     /* DsKept */
  GArray *decisions;   /* Decision */
  GHashTable *renamed; /* ids of works renamed in this round */
} Recorder;

void
ds_kept_free (DsKept *self)
{
  g_free (self->path);
  g_free (self->origin);
  g_clear_pointer (&self->incoming, ds_incoming_free);
  g_free (self);
}

static void
clear_decision (gpointer data)
{
  Decision *decision = data;

  g_clear_pointer (&decision->body, ds_json_unref);
}

static gboolean
is_gone (Recorder *r, const char *path)
{
  struct stat st;

  return fstatat (r->folder_fd, path, &st, AT_SYMLINK_NOFOLLOW) != 0
         && (errno == ENOENT || errno == ENOTDIR);
}

/* A work becomes another's only once, and only if its own file is gone. What a sync client puts
 * aside is no rename: the document's own name is taken by the other version next. */
static gboolean
may_be_renamed (Recorder *r, const DsWork *work, const char *path)
{
  return !g_hash_table_contains (r->renamed, work->id) && is_gone (r, work->path)
         && (!ds_conflict_is_copy (path) || ds_conflict_is_copy (work->path));
}

/* The work that a move brought here. */
static DsWork *
find_moved_work (Recorder *r, const DsKept *kept)
{
  g_autoptr (DsWork) work = NULL;

  if (kept->origin == NULL)
    return NULL;
  work = ds_catalog_find_work (ds_store_get_catalog (r->store), r->project->id, kept->origin);
  return work != NULL && may_be_renamed (r, work, kept->path) ? g_steal_pointer (&work) : NULL;
}

/* The work whose file has these bytes and is not at its own path any more. */
static DsWork *
find_work_of_bytes (Recorder *r, const DsKept *kept)
{
  g_autoptr (GPtrArray) works = ds_catalog_find_works_of_digest (
      ds_store_get_catalog (r->store), r->project->id, &kept->incoming->sha256, NULL);

  for (guint i = 0; works != NULL && i < works->len; i++)
    if (may_be_renamed (r, g_ptr_array_index (works, i), kept->path))
      return g_ptr_array_steal_index (works, i);
  return NULL;
}

static DsWork *
find_renamed_work (Recorder *r, const DsKept *kept)
{
  DsWork *work = find_moved_work (r, kept);

  if (work == NULL)
    work = find_work_of_bytes (r, kept);
  if (work != NULL)
    g_hash_table_add (r->renamed, g_strdup (work->id));
  return work;
}

static DsJson *
make_rename (Recorder *r, const DsWork *work, const char *path)
{
  DsJson *body = ds_json_object_new ();

  ds_json_set_string (body, "type", "renamed");
  ds_json_set_string (body, "project", r->project->id);
  ds_json_set_string (body, "work", work->id);
  ds_entry_set_path (body, "from", work->path);
  ds_entry_set_path (body, "path", path);
  return body;
}

static void
set_file_facts (DsJson *body, const DsKept *kept)
{
  DsJson *digests = ds_json_object_new ();
  g_autofree char *sha256 = ds_digest_to_hex (&kept->incoming->sha256);
  g_autofree char *seen_at = ds_time_format_local (kept->seen_at);
  DsTime mtime = ds_time_from_timespec (&kept->incoming->stat.st_mtim);

  ds_json_set_string (digests, "sha256", sha256);
  ds_json_set (body, "digests", digests);
  ds_json_set_integer (body, "size", kept->incoming->size);
  ds_json_set_string (body, "seen_at", seen_at);
  if (ds_time_is_writable (mtime))
    {
      g_autofree char *text = ds_time_format_local (mtime);

      ds_json_set_string (body, "mtime", text);
    }
}

/* What ties the record to the last draft of its work: its digest, and its path if that is another
 * now. */
static void
set_previous (Recorder *r, DsJson *body, const DsWork *work, const char *path)
{
  g_autoptr (DsDraft) last =
      ds_catalog_find_draft (ds_store_get_catalog (r->store), work->record, NULL);

  ds_json_set_string (body, "prev", work->record);
  if (last != NULL && strcmp (last->path, path) != 0)
    ds_entry_set_path (body, "from", last->path);
}

/* A person may have chosen not to keep the bytes of what was there before. */
static gboolean
is_to_be_kept (Recorder *r, const DsKept *kept)
{
  return r->project->first_look != DS_FIRST_LOOK_RECORD_ONLY
         || strcmp (kept->found, ds_found_to_text (DS_FOUND_FIRST_LOOK)) != 0;
}

/* The record: @work is %NULL for the first draft of a new one. */
static DsJson *
make_draft (Recorder *r, const DsWork *work, const DsKept *kept)
{
  DsJson *body = ds_json_object_new ();
  g_autofree char *new_id = work == NULL ? ds_random_hex (WORK_ID_OCTETS) : NULL;

  ds_json_set_string (body, "type", "draft");
  ds_json_set_string (body, "project", r->project->id);
  ds_json_set_string (body, "work", work != NULL ? work->id : new_id);
  ds_json_set_integer (body, "number", work != NULL ? work->number + 1 : 1);
  if (work != NULL)
    set_previous (r, body, work, kept->path);
  ds_entry_set_path (body, "path", kept->path);
  set_file_facts (body, kept);
  ds_json_set_string (body, "stage", ds_stage_from_path (kept->path));
  ds_json_set_string (body, "stage_by", "rule");
  ds_json_set_string (body, "found", kept->found);
  if (!is_to_be_kept (r, kept))
    ds_json_set_boolean (body, "kept", FALSE);
  return body;
}

static void
decide (Recorder *r, const DsKept *kept)
{
  Decision decision = { .kept = kept };
  g_autoptr (DsWork) work =
      ds_catalog_find_work (ds_store_get_catalog (r->store), r->project->id, kept->path);
  gboolean is_here = work != NULL;

  if (work == NULL)
    work = find_renamed_work (r, kept);
  if (work == NULL || !ds_digest_equal (&work->sha256, &kept->incoming->sha256))
    decision.body = make_draft (r, work, kept);
  else if (!is_here)
    {
      decision.is_rename = TRUE;
      decision.body = make_rename (r, work, kept->path);
    }
  g_array_append_val (r->decisions, decision);
}

/* The bytes are in the vault before the journal speaks of them. */
static gboolean
keep_bytes (Recorder *r, GError **error)
{
  DsVault *vault = ds_store_get_vault (r->store);

  for (guint i = 0; i < r->decisions->len; i++)
    {
      const Decision *decision = &g_array_index (r->decisions, Decision, i);

      if (decision->body != NULL && !decision->is_rename && is_to_be_kept (r, decision->kept)
          && !ds_vault_keep (vault, decision->kept->incoming, error))
        return FALSE;
    }
  return TRUE;
}

static GPtrArray *
compose_entries (DsStore *store, gpointer data, GError **error)
{
  Recorder *r = data;
  GPtrArray *bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_json_unref);

  for (guint i = 0; i < r->decisions->len; i++)
    {
      const Decision *decision = &g_array_index (r->decisions, Decision, i);

      if (decision->body != NULL)
        g_ptr_array_add (bodies, ds_json_ref (decision->body));
    }
  return bodies;
}

/* What was read need not be read again until it looks different. */
static gboolean
remember_seen (Recorder *r, GError **error)
{
  DsCatalog *catalog = ds_store_get_catalog (r->store);
  gboolean done = ds_catalog_begin (catalog, error);

  for (guint i = 0; done && i < r->kept->len; i++)
    {
      const DsKept *kept = g_ptr_array_index (r->kept, i);

      done = ds_catalog_set_seen (catalog, r->project->id, kept->path, &kept->incoming->stat,
                                  &kept->incoming->sha256, error);
    }
  if (done && ds_catalog_commit (catalog, error))
    return TRUE;
  ds_catalog_rollback (catalog);
  return FALSE;
}

static void
tell (Recorder *r, DsServiceFunc func, gpointer data)
{
  for (guint i = 0; i < r->decisions->len; i++)
    {
      const Decision *decision = &g_array_index (r->decisions, Decision, i);
      DsServiceEvent event = { .kind = DS_SERVICE_RECORDED, .project = r->project->id };
      g_autofree char *text = NULL;
      g_autofree char *record = NULL;
      DsDigest digest;

      if (decision->body == NULL)
        continue;
      text = ds_json_to_text (decision->body);
      digest = ds_digest_sha256 (text, strlen (text));
      record = ds_digest_to_hex (&digest);
      event.path = decision->kept->path;
      event.record = decision->is_rename ? NULL : record;
      if (decision->is_rename)
        event.kind = DS_SERVICE_RENAMED;
      func (&event, data);
    }
}

/**
 * ds_recorder_record:
 * @project: whose lock the caller holds
 * @folder_fd: its folder
 * @kept: (element-type DsKept): files that were read, each path once
 * @func: told of each draft once it is on disk
 * @data: for @func
 * @error: a %G_IO_ERROR, %DS_ERROR_READ_ONLY, %DS_ERROR_DAMAGED; nothing was recorded then
 *
 * One append for all. Files whose bytes are those of their last draft make none.
 */
gboolean
ds_recorder_record (DsStore *store, const DsProject *project, int folder_fd, GPtrArray *kept,
                    DsServiceFunc func, gpointer data, GError **error)
{
  g_autoptr (GArray) decisions = g_array_new (FALSE, FALSE, sizeof (Decision));
  g_autoptr (GHashTable) renamed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Recorder r = { store, project, folder_fd, kept, decisions, renamed };

  g_array_set_clear_func (decisions, clear_decision);
  if (!ds_store_refresh (store, error))
    return FALSE;
  for (guint i = 0; i < kept->len; i++)
    decide (&r, g_ptr_array_index (kept, i));
  if (!keep_bytes (&r, error) || !ds_store_append_composed (store, compose_entries, &r, error)
      || !remember_seen (&r, error))
    return FALSE;
  tell (&r, func, data);
  return TRUE;
}
