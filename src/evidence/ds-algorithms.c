/* ds-algorithms.c - until when an algorithm or a key size is trusted
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table is data with dates and sources, in the sense of RFC 5698. What it does not name is not
 * trusted. A date in the past at genTime means that the token was weak when it was made; a date
 * between genTime and now means that it needs a later proof of its age (EN 319 102-1, 5.6.2.4). */
#include "evidence/ds-algorithms.h"

#include <glib/gi18n.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <string.h>

#define OID_TEXT_MAX 128
#define SOURCE "RFC 5698; ETSI TS 119 312, 9"
#define USES_ALL (DS_USE_IMPRINT | DS_USE_SIGNATURE | DS_USE_CERTIFICATE | DS_USE_REVOCATION)

typedef struct
{
  DsDigestAlgorithm algorithm;
  guint uses;
  const char *trusted_until; /* (nullable): open, to be looked at with every release */
} DigestRow;

/* MD5: collisions shown in August 2004. SHA-1 as imprint: July 2012 (default policy of esig/dss,
 * after ETSI TS 119 312), because whoever chooses the data may have prepared two; under a TSA's
 * signature: 2016, before the first collision (February 2017); under a certificate: 2019, before
 * the first one with chosen prefixes (January 2020), which is what forging a certificate takes.
 * SHA-224: 112 bits, as RSA below. SM3 is left out: no token with it has been tested. */
/* clang-format off */
static const DigestRow digest_rows[] = {
  { DS_DIGEST_MD5,      USES_ALL,                                "2004-07-31T23:59:59Z" },
  { DS_DIGEST_SHA1,     DS_USE_IMPRINT,                          "2012-07-31T23:59:59Z" },
  { DS_DIGEST_SHA1,     DS_USE_SIGNATURE,                        "2016-12-31T23:59:59Z" },
  { DS_DIGEST_SHA1,     DS_USE_CERTIFICATE | DS_USE_REVOCATION,  "2019-12-31T23:59:59Z" },
  { DS_DIGEST_SHA224,   USES_ALL,                                "2028-12-31T23:59:59Z" },
  { DS_DIGEST_SHA256,   USES_ALL,                                NULL },
  { DS_DIGEST_SHA384,   USES_ALL,                                NULL },
  { DS_DIGEST_SHA512,   USES_ALL,                                NULL },
  { DS_DIGEST_SHA3_256, USES_ALL,                                NULL },
  { DS_DIGEST_SHA3_384, USES_ALL,                                NULL },
  { DS_DIGEST_SHA3_512, USES_ALL,                                NULL },
};

typedef struct
{
  int type; /* EVP_PKEY_… */
  int bits_from;
  int bits_to;
  const char *trusted_until; /* (nullable): open */
} KeyRow;

/* RSA and DSA: RSA-155 of 512 bits was factored in August 1999; NIST SP 800-131A (1024 bits acceptable
 * through 2010), SP 800-57 part 1, table 4 (112 bits of strength through 2030); between them ETSI
 * TS 119 312. Elliptic curves by their size. */
static const KeyRow key_rows[] = {
  { EVP_PKEY_RSA,       512,  1023, "1999-08-21T23:59:59Z" },
  { EVP_PKEY_RSA,      1024,  1535, "2010-12-31T23:59:59Z" },
  { EVP_PKEY_RSA,      1536,  1899, "2016-12-31T23:59:59Z" },
  { EVP_PKEY_RSA,      1900,  2999, "2030-12-31T23:59:59Z" },
  { EVP_PKEY_RSA,      3000, 16384, NULL },
  { EVP_PKEY_RSA_PSS,  1900,  2999, "2030-12-31T23:59:59Z" },
  { EVP_PKEY_RSA_PSS,  3000, 16384, NULL },
  { EVP_PKEY_DSA,      1024,  2047, "2010-12-31T23:59:59Z" },
  { EVP_PKEY_DSA,      2048,  3072, "2030-12-31T23:59:59Z" },
  { EVP_PKEY_EC,        192,   223, "2010-12-31T23:59:59Z" },
  { EVP_PKEY_EC,        224,   255, "2030-12-31T23:59:59Z" },
  { EVP_PKEY_EC,        256,   521, NULL },
  { EVP_PKEY_ED25519,   253,   256, NULL },
  { EVP_PKEY_ED448,     448,   456, NULL },
};
/* clang-format on */

typedef struct
{
  char *what;
  gboolean is_known;
  const char *trusted_until; /* borrowed from the table */
} Item;

struct _DsAlgorithms
{
  GPtrArray *items; /* owned: Item */
};

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->what);
  g_free (item);
}

static void
add (DsAlgorithms *self, char *what, gboolean is_known, const char *trusted_until)
{
  Item *item = g_new0 (Item, 1);

  item->what = what;
  item->is_known = is_known;
  item->trusted_until = trusted_until;
  g_ptr_array_add (self->items, item);
}

DsAlgorithms *
ds_algorithms_new (void)
{
  DsAlgorithms *self = g_new0 (DsAlgorithms, 1);

  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

void
ds_algorithms_free (DsAlgorithms *self)
{
  g_ptr_array_unref (self->items);
  g_free (self);
}

/**
 * ds_algorithms_describe_digest:
 *
 * Returns: (transfer full): as people write it: SHA-256, SHA3-256, MD5
 */
char *
ds_algorithms_describe_digest (DsDigestAlgorithm algorithm)
{
  const char *name = ds_digest_algorithm_get_name (algorithm);

  if (algorithm == DS_DIGEST_NONE)
    return g_strdup ("an unknown digest");
  if (g_str_has_prefix (name, "sha") && strchr (name, '-') == NULL)
    return g_strconcat ("SHA-", name + strlen ("sha"), NULL);
  return g_ascii_strup (name, -1);
}

/**
 * ds_algorithms_describe_key:
 *
 * Returns: (transfer full): as people write it: RSA 2048, ECDSA P-256, Ed25519
 */
char *
ds_algorithms_describe_key (EVP_PKEY *key)
{
  int type = EVP_PKEY_get_base_id (key);
  char group[OID_TEXT_MAX] = "";
  const char *nist;

  if (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS)
    return g_strdup_printf ("RSA %d", EVP_PKEY_get_bits (key));
  if (type == EVP_PKEY_ED25519)
    return g_strdup ("Ed25519");
  if (type == EVP_PKEY_ED448)
    return g_strdup ("Ed448");
  if (type == EVP_PKEY_EC && EVP_PKEY_get_group_name (key, group, sizeof group, NULL) == 1)
    {
      nist = EC_curve_nid2nist (OBJ_sn2nid (group));
      return g_strdup_printf ("ECDSA %s", nist != NULL ? nist : group);
    }
  ERR_clear_error ();
  if (type == EVP_PKEY_DSA)
    return g_strdup_printf ("DSA %d", EVP_PKEY_get_bits (key));
  return g_strdup_printf ("an unknown key of %d bits", EVP_PKEY_get_bits (key));
}

static const char *
describe_use (DsAlgorithmUse use)
{
  switch (use)
    {
    case DS_USE_IMPRINT:
      return "imprint";
    case DS_USE_SIGNATURE:
      return "signature";
    case DS_USE_CERTIFICATE:
      return "certificate";
    case DS_USE_REVOCATION:
      return "CRL, OCSP";
    }
  g_assert_not_reached ();
}

/* @use is one of the uses; %DS_DIGEST_NONE is an algorithm that is not known here. */
void
ds_algorithms_add_digest (DsAlgorithms *self, DsAlgorithmUse use, DsDigestAlgorithm algorithm)
{
  g_autofree char *digest = ds_algorithms_describe_digest (algorithm);
  char *what = g_strdup_printf ("%s (%s)", digest, describe_use (use));

  for (gsize i = 0; i < G_N_ELEMENTS (digest_rows); i++)
    if (digest_rows[i].algorithm == algorithm && (digest_rows[i].uses & use) != 0)
      {
        add (self, what, TRUE, digest_rows[i].trusted_until);
        return;
      }
  add (self, what, FALSE, NULL);
}

/**
 * ds_algorithms_add_key:
 * @key: (nullable): %NULL if it could not be read: no row of the table names it then
 */
void
ds_algorithms_add_key (DsAlgorithms *self, EVP_PKEY *key)
{
  int type, bits;

  if (key == NULL)
    {
      add (self, g_strdup ("an unreadable key"), FALSE, NULL);
      return;
    }

  type = EVP_PKEY_get_base_id (key);
  bits = EVP_PKEY_get_bits (key);
  for (gsize i = 0; i < G_N_ELEMENTS (key_rows); i++)
    if (key_rows[i].type == type && bits >= key_rows[i].bits_from && bits <= key_rows[i].bits_to)
      {
        add (self, ds_algorithms_describe_key (key), TRUE, key_rows[i].trusted_until);
        return;
      }
  add (self, ds_algorithms_describe_key (key), FALSE, NULL);
}

/* The digest that the parameters of RSASSA-PSS name; SHA-1 where they name none (RFC 4055, 3.1). */
static int
get_pss_digest (const X509_ALGOR *algorithm)
{
  const void *parameters;
  int type;
  RSA_PSS_PARAMS *pss;
  int nid = NID_undef;

  X509_ALGOR_get0 (NULL, &type, &parameters, algorithm);
  if (type != V_ASN1_SEQUENCE)
    return NID_undef;
  pss = ASN1_item_unpack (parameters, ASN1_ITEM_rptr (RSA_PSS_PARAMS));
  if (pss != NULL)
    nid = pss->hashAlgorithm != NULL ? OBJ_obj2nid (pss->hashAlgorithm->algorithm) : NID_sha1;
  RSA_PSS_PARAMS_free (pss);
  return nid;
}

/**
 * ds_algorithms_add_signature:
 * @use: what is signed
 * @algorithm: a signatureAlgorithm
 *
 * Adds the digest under a signature; EdDSA has none of its own to be judged.
 */
void
ds_algorithms_add_signature (DsAlgorithms *self, DsAlgorithmUse use, const X509_ALGOR *algorithm)
{
  char oid[OID_TEXT_MAX] = "";
  int digest = NID_undef;
  int key_type = NID_undef;
  const ASN1_OBJECT *object;

  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  OBJ_find_sigid_algs (OBJ_obj2nid (object), &digest, &key_type);
  if (key_type == NID_ED25519 || key_type == NID_ED448)
    return;
  if (key_type == NID_rsassaPss)
    digest = get_pss_digest (algorithm);
  ERR_clear_error ();
  if (digest != NID_undef)
    OBJ_obj2txt (oid, sizeof oid, OBJ_nid2obj (digest), TRUE);
  ds_algorithms_add_digest (self, use, ds_digest_algorithm_from_oid (oid));
}

static gboolean
is_trusted_at (const Item *item, DsTime time)
{
  DsTime until;

  if (!item->is_known)
    return FALSE;
  if (item->trusted_until == NULL)
    return TRUE;
  g_assert (ds_time_parse_exact (item->trusted_until, &until));
  return ds_time_compare (time, until) <= 0;
}

gboolean
ds_algorithms_are_trusted (const DsAlgorithms *self, DsTime time)
{
  for (guint i = 0; i < self->items->len; i++)
    if (!is_trusted_at (g_ptr_array_index (self->items, i), time))
      return FALSE;
  return TRUE;
}

/* What an item looks like at a moment. */
typedef enum
{
  STATE_TRUSTED,
  STATE_WEAK,
  STATE_UNKNOWN,
} State;

static State
get_state (const Item *item, DsTime time)
{
  if (!item->is_known)
    return STATE_UNKNOWN;
  return is_trusted_at (item, time) ? STATE_TRUSTED : STATE_WEAK;
}

static char *
describe_item (const Item *item)
{
  if (item->trusted_until == NULL)
    return g_strdup (item->what);
  return g_strdup_printf ("%s [%.10s]", item->what, item->trusted_until);
}

/* (transfer full) (nullable): each of @phrases once. */
static char *
join_once (GPtrArray *phrases)
{
  g_autoptr (GPtrArray) once = g_ptr_array_new ();

  for (guint i = 0; i < phrases->len; i++)
    if (!g_ptr_array_find_with_equal_func (once, phrases->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (once, phrases->pdata[i]);
  if (once->len == 0)
    return NULL;
  g_ptr_array_add (once, NULL);
  return g_strjoinv (", ", (char **) once->pdata);
}

/* (transfer full) (nullable): what was in the state @from at one time and is in @to at another. */
static char *
list_changed (const DsAlgorithms *self, DsTime then, State from, DsTime later, State to)
{
  g_autoptr (GPtrArray) phrases = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);

      if (get_state (item, then) == from && get_state (item, later) == to)
        g_ptr_array_add (phrases, describe_item (item));
    }
  return join_once (phrases);
}

static char *
list_in_state (const DsAlgorithms *self, DsTime time, State state)
{
  return list_changed (self, time, state, time, state);
}

/**
 * ds_algorithms_judge_then:
 * @self: at least one algorithm
 * @verdict: gets one check
 * @name: that check's name
 * @gen_time: when the proof says it was made
 *
 * Never FAILED: weak is not forged. What no row of the table names is told as that, which is
 * another sentence than weak.
 */
void
ds_algorithms_judge_then (const DsAlgorithms *self, DsVerdict *verdict, const char *name,
                          DsTime gen_time)
{
  g_autofree char *unknown = list_in_state (self, gen_time, STATE_UNKNOWN);
  g_autofree char *weak = list_in_state (self, gen_time, STATE_WEAK);
  g_autofree char *trusted = list_in_state (self, gen_time, STATE_TRUSTED);
  g_autofree char *made = ds_time_format_display (gen_time);

  if (weak != NULL)
    ds_verdict_doubt (verdict, name, "CRYPTO_CONSTRAINTS_FAILURE", SOURCE,
                      N_ ("too weak at genTime %s [with the last day of trust]: %s (table of %s)"),
                      made, weak, DS_ALGORITHMS_VERSION);
  else if (unknown != NULL)
    ds_verdict_doubt (verdict, name, "CRYPTO_CONSTRAINTS_FAILURE", SOURCE,
                      N_ ("not in the table of trusted algorithms of %s: %s"),
                      DS_ALGORITHMS_VERSION, unknown);
  else
    ds_verdict_pass (verdict, name, SOURCE, N_ ("trusted at genTime %s: %s (table of %s)"), made,
                     trusted, DS_ALGORITHMS_VERSION);
}

/**
 * ds_algorithms_judge_since:
 * @now: validation time: today, or when a later time stamp covered the proof
 *
 * What was strong at @gen_time and has become weak by @now, so that the token may have been made up
 * since. What was weak already is told by ds_algorithms_judge_then().
 */
void
ds_algorithms_judge_since (const DsAlgorithms *self, DsVerdict *verdict, const char *name,
                           DsTime gen_time, DsTime now)
{
  g_autofree char *ended = list_changed (self, gen_time, STATE_TRUSTED, now, STATE_WEAK);
  g_autofree char *looked = ds_time_format_display (now);

  if (ended != NULL)
    ds_verdict_doubt (
        verdict, name, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", SOURCE,
        N_ ("grown weak since genTime [with the last day of trust]: %s; nothing later "
            "proves the token's age at %s (table of %s)"),
        ended, looked, DS_ALGORITHMS_VERSION);
  else
    ds_verdict_pass (verdict, name, SOURCE,
                     N_ ("none has ended between genTime and %s (table of %s)"), looked,
                     DS_ALGORITHMS_VERSION);
}
