/* fuzz-batch.c - any octets as a batch file, a round file and a checkpoint
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "evidence/ds-batch.h"

#define ID "1e9a9187b6bf8387ae067fd79a7febc5"
#define EMPTY_ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define LEAF "e56a0dc346043eb8fbb0dc40d71ec41b2873eaf8e52f4d098bd59a5adb2e9e7b"

const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("draftseal/" ID "\n0\n" EMPTY_ROOT "\n"),
  FUZZ_SEED ("draftseal/" ID "\n9007199254740991\n" EMPTY_ROOT "\n"),
  FUZZ_SEED ("{\"root\":\"" LEAF "\",\"roots\":[\"" LEAF "\"],\"v\":1}\n"),
  FUZZ_SEED ("{\"checkpoint\":\"draftseal/" ID "\\n0\\n" EMPTY_ROOT "\\n\",\"drafts\":[\"" LEAF
             "\"],\"leaves\":[\"" LEAF "\",\"" LEAF "\"],\"root\":\"" LEAF "\",\"v\":1}\n"),
  FUZZ_SEEDS_END,
};

/* What is taken for a checkpoint can be written in one way only. */
static void
check_checkpoint (const char *text)
{
  g_autofree char *store_id = NULL;
  g_autofree char *base64 = NULL;
  g_autofree char *again = NULL;
  guint64 size;
  DsDigest root;

  if (!ds_checkpoint_parse (text, &size, &root, &store_id))
    return;
  g_assert_cmpuint (size, <=, DS_JSON_INTEGER_MAX);
  base64 = g_base64_encode (root.octets, root.length);
  again = g_strdup_printf ("draftseal/%s\n%" G_GUINT64_FORMAT "\n%s\n", store_id, size, base64);
  g_assert_cmpstr (again, ==, text);
}

/* A tree has the root that its file states. */
static void
check_tree (const DsBatchFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHashTree) tree = ds_batch_build_tree (file, &error);
  g_autofree char *root = NULL;
  DsDigest digest;

  g_assert ((tree == NULL) == (error != NULL));
  if (tree == NULL)
    return;
  digest = ds_hash_tree_get_root (tree);
  root = ds_digest_to_hex (&digest);
  g_assert_cmpstr (root, ==, file->root);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (data != NULL ? (const char *) data : "", size);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsBatchFile) file = ds_batch_file_parse ((const char *) data, size, &error);

  check_checkpoint (text);
  g_assert ((file == NULL) == (error != NULL));
  if (file == NULL)
    return 0;
  if (file->checkpoint != NULL)
    check_checkpoint (file->checkpoint);
  check_tree (file);
  return 0;
}
