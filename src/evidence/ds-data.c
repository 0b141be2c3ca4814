/* ds-data.c - what a person asks to verify: data, and proofs beside it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/ds-data.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "evidence/ds-asic.h"
#include "evidence/ds-pdf-stamp.h"
#include "stamp/ds-stamp-response.h"

#define BLOCK_OCTETS (1024 * 1024)
#define HEAD_OCTETS 1024

static gboolean
digest_open_file (int fd, const char *path, DsDigestAlgorithm algorithm, DsDigest *digest,
                  GError **error)
{
  g_autoptr (DsDigester) digester = ds_digester_new (algorithm);
  g_autofree guint8 *block = g_malloc (BLOCK_OCTETS);
  struct stat before;
  struct stat after;
  gssize got;

  if (fstat (fd, &before) != 0 || !S_ISREG (before.st_mode))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE, "%s is not a file", path);
      return FALSE;
    }
  while ((got = read (fd, block, BLOCK_OCTETS)) > 0)
    ds_digester_add (digester, block, (gsize) got);
  if (got < 0 || fstat (fd, &after) != 0)
    {
      ds_file_set_errno (error, errno, "read", path);
      return FALSE;
    }
  if (before.st_size != after.st_size || before.st_mtim.tv_sec != after.st_mtim.tv_sec
      || before.st_mtim.tv_nsec != after.st_mtim.tv_nsec)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_IN_FLUX,
                   "%s changed while it was read: try again when it is saved", path);
      return FALSE;
    }
  *digest = ds_digester_get (digester);
  return TRUE;
}

/**
 * ds_data_digest_file:
 * @path: a file of any size
 * @algorithm: which digest
 * @digest: (out): of its octets as they are now
 * @error: %DS_ERROR_USAGE, %DS_ERROR_IN_FLUX, else a %G_IO_ERROR
 */
gboolean
ds_data_digest_file (const char *path, DsDigestAlgorithm algorithm, DsDigest *digest,
                     GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  gboolean done;

  if (fd < 0)
    {
      ds_file_set_errno (error, errno, "read", path);
      return FALSE;
    }
  done = digest_open_file (fd, path, algorithm, digest, error);
  close (fd);
  return done;
}

/* By content; a file that cannot be read is of no kind. */
DsDataKind
ds_data_guess_kind (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  guint8 head[HEAD_OCTETS];
  gssize got = fd >= 0 ? read (fd, head, sizeof head) : -1;

  if (fd >= 0)
    close (fd);
  if (got > 0 && ds_pdf_looks_like (head, (gsize) got))
    return DS_DATA_PDF;
  return got > 0 && ds_asic_looks_like (head, (gsize) got) ? DS_DATA_ZIP : DS_DATA_OTHER;
}

/**
 * ds_data_read_proof:
 * @path: a TimeStampResp or a TimeStampToken, told apart by content
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT, %DS_ERROR_REJECTED if the response holds no token,
 *   else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the token, unverified
 */
DsToken *
ds_data_read_proof (const char *path, GError **error)
{
  g_autoptr (GBytes) octets = ds_file_read (path, DS_RESPONSE_OCTETS_MAX, error);
  g_autoptr (DsStampResponse) response = NULL;

  if (octets == NULL)
    return NULL;
  if (!ds_stamp_response_looks_like (octets))
    return ds_token_parse_unverified (octets, error);
  response = ds_stamp_response_parse (octets, error);
  if (response == NULL)
    return NULL;
  if (response->token == NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_REJECTED,
                   "the authority refused this request (%s): the answer holds no token",
                   response->fail_info != NULL ? response->fail_info : "no reason given");
      return NULL;
    }
  return ds_token_parse_unverified (response->token, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * ds_data_find_proofs:
 * @path: a file
 *
 * Returns: (transfer full) (element-type filename): FILE.tsr and FILE.NAME.tsr beside it, by name
 */
GPtrArray *
ds_data_find_proofs (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (name, ".", NULL);
  GPtrArray *proofs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL); /* unreadable: no proofs are found */
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (entry, prefix) && g_str_has_suffix (entry, ".tsr"))
      g_ptr_array_add (proofs, g_build_filename (folder, entry, NULL));
  g_ptr_array_sort (proofs, compare_names);
  return proofs;
}
