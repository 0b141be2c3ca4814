/* fill-store.c - fills a store for tests that drive the window from outside
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fill-store DESIGN-FOLDER NAME DRAFTS mixed|practice|offline|distrusted|empty */
#include <stdlib.h>

#include "store-fixture.h"

int
main (int argc, char *argv[])
{
  g_autofree char *folder = ds_store_dup_default_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DsStore) store = NULL;

  if (argc != 5)
    return 2;

  store = ds_store_open (folder, DS_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_mkdir_with_parents (argv[1], 0700);
  fixture_fill (store, argv[1], argv[2], (guint) atoi (argv[3]), fixture_kind_from_name (argv[4]));
  return 0;
}
