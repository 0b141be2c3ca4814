/* ds-path.c - the certificate path from a signer to a trust anchor (RFC 5280, 6)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OpenSSL's X509_verify_cert() follows one chain and gives up. Cross-signed roots and twins with
 * one name make several, so all of them are found first, each is judged by itself, and the best
 * counts.
 */
#include "evidence/ds-path.h"

#include <openssl/err.h>

#include "evidence/ds-path-judge.h"

#define PATH_LENGTH_MAX 10
#define PATHS_MAX 32
#define SIGNATURES_MAX 400 /* tried in one search, so that hostile twins cost no more than that */

/* The lists own themselves, not their certificates. */
typedef struct
{
  const DsX509List *anchors;
  STACK_OF (X509) * issuers; /* anchors and others, each once */
  GPtrArray *found;          /* STACK_OF (X509) */
  guint signatures;
} Search;

static void
borrowed_list_free (gpointer list)
{
  sk_X509_free (list);
}

/* Whether @issuer's name and key stand under @certificate. */
static gboolean
is_issued_by (Search *search, X509 *certificate, X509 *issuer)
{
  EVP_PKEY *key;
  gboolean is_right;

  if (X509_NAME_cmp (X509_get_subject_name (issuer), X509_get_issuer_name (certificate)) != 0
      || search->signatures >= SIGNATURES_MAX)
    return FALSE;
  search->signatures++;
  key = X509_get0_pubkey (issuer);
  is_right = key != NULL && X509_verify (certificate, key) == 1;
  ERR_clear_error ();
  return is_right;
}

/* Depth first; a path ends at the first anchor. */
static void
extend (Search *search, STACK_OF (X509) * path)
{
  X509 *last = sk_X509_value (path, sk_X509_num (path) - 1);

  if (search->found->len >= PATHS_MAX)
    return;
  if (ds_x509_list_contains (search->anchors, last))
    {
      g_ptr_array_add (search->found, sk_X509_dup (path));
      return;
    }
  if (sk_X509_num (path) >= PATH_LENGTH_MAX)
    return;
  for (int i = 0; i < sk_X509_num (search->issuers); i++)
    {
      X509 *issuer = sk_X509_value (search->issuers, i);

      if (ds_x509_list_contains (path, issuer) || !is_issued_by (search, last, issuer))
        continue;
      sk_X509_push (path, issuer);
      extend (search, path);
      sk_X509_pop (path);
    }
}

static void
add_each_once (STACK_OF (X509) * to, const DsX509List *from)
{
  for (int i = 0; i < sk_X509_num (from); i++)
    if (!ds_x509_list_contains (to, sk_X509_value (from, i)))
      sk_X509_push (to, sk_X509_value (from, i));
}

/* (transfer full): every path from @signer to an anchor. */
static GPtrArray *
find_all (X509 *signer, const DsX509List *anchors, const DsX509List *others)
{
  Search search = { anchors, sk_X509_new_null (),
                    g_ptr_array_new_with_free_func (borrowed_list_free), 0 };
  STACK_OF (X509) *start = sk_X509_new_null ();

  add_each_once (search.issuers, anchors);
  add_each_once (search.issuers, others);
  sk_X509_push (start, signer);
  extend (&search, start);
  sk_X509_free (start);
  sk_X509_free (search.issuers);
  return search.found;
}

/* How many checks hold before the first doubt: the later the doubt, the better the path. */
static guint
count_good (const DsVerdict *verdict)
{
  guint i;

  for (i = 0; i < ds_verdict_get_n_checks (verdict); i++)
    if (ds_verdict_get_check (verdict, i)->result >= DS_CHECK_INDETERMINATE)
      break;
  return i;
}

/**
 * ds_path_find:
 * @signer: where the path begins
 * @anchors: (nullable): the certificates the person trusts
 * @others: (nullable): certificates that may stand between; none is trusted
 * @terms: what it is judged by
 *
 * Tries every path from @signer to an anchor.
 *
 * Returns: (transfer full) (nullable): the best path with its checks, or %NULL if there is none
 */
DsPath *
ds_path_find (X509 *signer, const DsX509List *anchors, const DsX509List *others,
              const DsPathTerms *terms)
{
  g_autoptr (GPtrArray) found = find_all (signer, anchors, others);
  g_autoptr (DsPath) best = NULL;

  for (guint i = 0; i < found->len; i++)
    {
      const DsX509List *candidate = g_ptr_array_index (found, i);
      g_autoptr (DsVerdict) verdict = ds_path_judge (candidate, terms);

      if (best != NULL && count_good (verdict) <= count_good (best->verdict))
        continue;
      g_clear_pointer (&best, ds_path_free);
      best = g_new0 (DsPath, 1);
      best->certificates = X509_chain_up_ref ((DsX509List *) candidate);
      best->verdict = g_steal_pointer (&verdict);
    }
  return g_steal_pointer (&best);
}

void
ds_path_free (DsPath *self)
{
  ds_x509_list_free (self->certificates);
  ds_verdict_unref (self->verdict);
  g_free (self);
}
