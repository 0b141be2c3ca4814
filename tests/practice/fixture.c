/* fixture.c - a practice TSA in a scratch folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/ds-file.h"
#include "stamp/ds-stamp-request.h"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("draftseal-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->home = g_build_filename (fixture->folder, "practice", NULL);
  fixture->tsa = ds_practice_tsa_new (fixture->home, &error);
  g_assert_no_error (error);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_assert_no_errno (g_unlink (path));
    }
  g_assert_no_errno (g_rmdir (folder));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ds_practice_tsa_free (fixture->tsa);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->home);
}

/* Adds a test that gets a practice TSA of its own. */
void
fixture_add (const char *path, gconstpointer data, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

/* (transfer full): a request with a fresh nonce. */
GBytes *
make_request (DsDigestAlgorithm algorithm, const char *policy)
{
  DsDigest imprint = ds_digest_compute (algorithm, "draft", 5);
  g_autofree char *nonce = ds_stamp_request_make_nonce ();
  g_autoptr (GError) error = NULL;
  GBytes *request = ds_stamp_request_encode (&imprint, nonce, policy, &error);

  g_assert_no_error (error);
  return request;
}

static char *
write_file (Fixture *fixture, const char *name, GBytes *bytes)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  ds_file_replace (path, bytes, &error);
  g_assert_no_error (error);
  return path;
}

/* `openssl ts -verify` of request and response with the practice root. */
gboolean
openssl_believes (Fixture *fixture, GBytes *request, GBytes *response)
{
  g_autofree char *query = write_file (fixture, "request.tsq", request);
  g_autofree char *reply = write_file (fixture, "response.tsr", response);
  g_autofree char *root = g_build_filename (fixture->home, "root.pem", NULL);
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) openssl = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "openssl", "ts",
      "-verify", "-queryfile", query, "-in", reply, "-CAfile", root, NULL);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (openssl, NULL, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  return g_subprocess_get_successful (openssl) && strstr (said, "Verification: OK") != NULL;
}
