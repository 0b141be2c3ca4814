/* ds-judgement-asic.c - what the time stamps of an ASiC container prove about the data in it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A token covers the manifest that names it, and with it what the manifest lists; a token that no
 * manifest names is that of ASiC-S and covers its one data object (EN 319 162-1, 4.3.3 and 4.4).
 * Tokens are judged from the latest to the earliest, so that one whose manifest lists an earlier
 * one proves since when that exists. Signatures and evidence records in it are not judged. */
#include "evidence/ds-judgement-asic.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ds-text.h"
#include "evidence/ds-asic-manifest.h"
#include "evidence/ds-asic.h"

#define CHECK "container"
#define SOURCE "EN 319 162-1, 4.3.3 and 4.4"
#define NAME_CHARACTERS_MAX 200

/* One time stamp of the container. */
typedef struct
{
  const DsAsicMember *member;  /* borrowed */
  DsToken *token;              /* owned */
  const DsAsicMember *covered; /* borrowed (nullable): what its imprint is of */
  DsAsicManifest *manifest;    /* owned (nullable): parsed from @covered */
  gboolean has_held;
} Stamp;

typedef struct
{
  DsJudgement *self;
  DsStore *store;
  GPtrArray *members;
  const DsJudgeOptions *options;
  GPtrArray *stamps; /* owned: Stamp, latest first */
} Container;

static void
stamp_free (gpointer data)
{
  Stamp *self = data;

  g_clear_pointer (&self->token, ds_token_unref);
  g_clear_pointer (&self->manifest, ds_asic_manifest_free);
  g_free (self);
}

static char *
show (const char *name)
{
  return ds_text_make_inert (name, strlen (name), NAME_CHARACTERS_MAX);
}

static DsDigest
digest_member (const DsAsicMember *member, DsDigestAlgorithm algorithm)
{
  gsize length;
  const void *data = g_bytes_get_data (member->octets, &length);

  return ds_digest_compute (algorithm, data, length);
}

static gboolean
is_of (const Stamp *stamp, const DsAsicMember *member)
{
  const DsDigest *imprint = ds_token_get_imprint (stamp->token);
  DsDigest digest = { 0 };

  if (imprint->algorithm != DS_DIGEST_NONE)
    digest = digest_member (member, imprint->algorithm);
  return ds_digest_equal (&digest, imprint);
}

static gboolean
may_be_manifest (const DsAsicMember *member)
{
  return g_str_has_prefix (member->name, "META-INF/") && g_str_has_suffix (member->name, ".xml")
         && strstr (member->name, "Manifest") != NULL;
}

/* Finds the manifest that the token's imprint is of, or else the one that names the token: then the
 * token contradicts it. A manifest of another kind is none of ours. */
static void
find_manifest (Container *c, Stamp *stamp)
{
  for (guint i = 0; i < c->members->len; i++)
    {
      const DsAsicMember *member = g_ptr_array_index (c->members, i);
      g_autoptr (DsAsicManifest) manifest =
          may_be_manifest (member) ? ds_asic_manifest_parse (member->octets, NULL) : NULL;
      gboolean is_signed = manifest != NULL && is_of (stamp, member);

      if (manifest == NULL || manifest->stamp == NULL
          || (!is_signed && ds_asic_find (c->members, manifest->stamp) != stamp->member))
        continue;
      g_clear_pointer (&stamp->manifest, ds_asic_manifest_free);
      stamp->manifest = g_steal_pointer (&manifest);
      stamp->covered = member;
      if (is_signed)
        return;
    }
}

/* The one data object of ASiC-S. */
static const DsAsicMember *
find_only_data (Container *c, guint *count)
{
  const DsAsicMember *only = NULL;

  *count = 0;
  for (guint i = 0; i < c->members->len; i++)
    {
      const DsAsicMember *member = g_ptr_array_index (c->members, i);

      if (member->is_data)
        {
          only = member;
          (*count)++;
        }
    }
  return *count == 1 ? only : NULL;
}

static void
add_stamp (Container *c, const DsAsicMember *member)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = show (member->name);
  Stamp *stamp = g_new0 (Stamp, 1);
  guint count = 0;

  stamp->member = member;
  stamp->token = ds_token_parse_unverified (member->octets, &error);
  g_ptr_array_add (c->stamps, stamp);
  if (stamp->token == NULL)
    {
      ds_verdict_fail (c->self->verdict, CHECK, "FORMAT_FAILURE", SOURCE, N_ ("%s: %s"), name,
                       error->message);
      return;
    }
  find_manifest (c, stamp);
  if (stamp->manifest == NULL)
    stamp->covered = find_only_data (c, &count);
  if (stamp->covered == NULL)
    {
      g_autofree char *found = g_strdup_printf ("%u", count);

      ds_verdict_fail (c->self->verdict, CHECK, "FORMAT_FAILURE", SOURCE,
                       N_ ("no manifest says what %s covers, and the container holds %s data "
                           "objects where it must hold one"),
                       name, found);
      ds_verdict_set_trouble (c->self->verdict, DS_TROUBLE_NONCONFORMANT);
    }
}

static void
check_reference (Container *c, const DsAsicReference *reference)
{
  DsVerdict *verdict = c->self->verdict;
  const DsAsicMember *member = ds_asic_find (c->members, reference->uri);
  g_autofree char *name = show (reference->uri);
  DsDigest digest = { 0 };

  if (member != NULL && reference->digest.algorithm != DS_DIGEST_NONE)
    digest = digest_member (member, reference->digest.algorithm);
  if (member == NULL)
    ds_verdict_doubt (verdict, CHECK, "SIGNED_DATA_NOT_FOUND", SOURCE,
                      N_ ("%s is listed, but is not in the container"), name);
  else if (reference->digest.algorithm == DS_DIGEST_NONE)
    ds_verdict_doubt (verdict, CHECK, "CRYPTO_CONSTRAINTS_FAILURE", SOURCE,
                      N_ ("algorithm not supported: the digest of %s"), name);
  else if (!ds_digest_equal (&digest, &reference->digest))
    ds_verdict_fail (verdict, CHECK, "HASH_FAILURE", SOURCE,
                     N_ ("%s is not what the stamped list says of it"), name);
  else
    ds_verdict_pass (verdict, CHECK, SOURCE, N_ ("%s is what the stamped list says of it"), name);
}

static gboolean
lists (Container *c, const Stamp *stamp, const DsAsicMember *member)
{
  for (guint i = 0; stamp->manifest != NULL && i < stamp->manifest->references->len; i++)
    {
      const DsAsicReference *reference = stamp->manifest->references->pdata[i];

      if (ds_asic_find (c->members, reference->uri) == member)
        return TRUE;
    }
  return FALSE;
}

/* (nullable): genTime of a token that held and covers @stamp. */
static const DsTime *
find_cover (Container *c, const Stamp *stamp, DsTime *time)
{
  for (guint i = 0; i < c->stamps->len; i++)
    {
      const Stamp *other = g_ptr_array_index (c->stamps, i);

      if (!other->has_held || !lists (c, other, stamp->member))
        continue;
      *time = ds_token_get_gen_time (other->token);
      return time;
    }
  return NULL;
}

static void
judge_stamp (Container *c, Stamp *stamp)
{
  DsDigestAlgorithm algorithm = ds_token_get_imprint (stamp->token)->algorithm;
  DsJudgeOptions options = *c->options;
  DsDigest digest = { 0 };
  DsTime covered_at;
  const DsJudgedToken *judged;

  if (algorithm != DS_DIGEST_NONE)
    digest = digest_member (stamp->covered, algorithm);
  for (guint i = 0; stamp->manifest != NULL && i < stamp->manifest->references->len; i++)
    check_reference (c, stamp->manifest->references->pdata[i]);
  options.covered_at = find_cover (c, stamp, &covered_at);
  judged = ds_judgement_judge_token (c->self, c->store, stamp->token, &digest, NULL, &options);
  stamp->has_held = judged->indication == DS_PASSED;
}

static void
tell_uncovered (Container *c)
{
  for (guint i = 0; i < c->members->len; i++)
    {
      const DsAsicMember *member = g_ptr_array_index (c->members, i);
      gboolean is_covered = !member->is_data;
      g_autofree char *name = show (member->name);

      for (guint k = 0; k < c->stamps->len && !is_covered; k++)
        {
          const Stamp *stamp = g_ptr_array_index (c->stamps, k);

          is_covered = stamp->covered == member || lists (c, stamp, member);
        }
      if (!is_covered)
        ds_verdict_doubt (c->self->verdict, CHECK, "SIGNED_DATA_NOT_FOUND", SOURCE,
                          N_ ("no time stamp of the container covers %s"), name);
    }
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const Stamp *first = *(const Stamp *const *) a;
  const Stamp *second = *(const Stamp *const *) b;

  if (first->token == NULL || second->token == NULL)
    return (first->token == NULL) - (second->token == NULL);
  return ds_time_compare (ds_token_get_gen_time (second->token),
                          ds_token_get_gen_time (first->token));
}

/**
 * ds_judgement_judge_asic:
 * @store: (nullable): whose anchors count where @options has none
 * @members: of ds_asic_read()
 *
 * Returns: how many time stamps the container has
 */
guint
ds_judgement_judge_asic (DsJudgement *self, DsStore *store, GPtrArray *members,
                         const DsJudgeOptions *options)
{
  g_autoptr (GPtrArray) stamps = g_ptr_array_new_with_free_func (stamp_free);
  Container c = { self, store, members, options, stamps };

  for (guint i = 0; i < members->len; i++)
    {
      const DsAsicMember *member = g_ptr_array_index (members, i);

      if (g_str_has_prefix (member->name, "META-INF/") && g_str_has_suffix (member->name, ".tst"))
        add_stamp (&c, member);
    }
  g_ptr_array_sort (stamps, compare_times);
  for (guint i = 0; i < stamps->len; i++)
    {
      Stamp *stamp = g_ptr_array_index (stamps, i);

      if (stamp->token != NULL && stamp->covered != NULL)
        judge_stamp (&c, stamp);
    }
  if (stamps->len > 0)
    tell_uncovered (&c);
  self->is_container = stamps->len > 0;
  return stamps->len;
}
