/* ds-room.c - how much room is left for drafts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-room.h"

#include <sys/statvfs.h>

/* A day of large drafts at least, so that a warning comes before anything fails. */
#define LOW_OCTETS (G_GUINT64_CONSTANT (1024) * 1024 * 1024)

/**
 * ds_room_measure:
 *
 * Returns: what somebody without special rights can still write; of a disk that is away, nothing is
 *   known
 */
DsRoom
ds_room_measure (DsStore *store)
{
  const char *folder = ds_store_get_folder (store);
  g_autofree char *vault = g_build_filename (folder, "vault", NULL);
  const char *const folders[] = { folder, vault };
  DsRoom room = { .free_octets = G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      struct statvfs st;

      if (statvfs (folders[i], &st) == 0)
        room.free_octets = MIN (room.free_octets, (guint64) st.f_bavail * st.f_frsize);
    }
  room.is_low = room.free_octets < LOW_OCTETS;
  return room;
}

/* (transfer full): one sentence, where the room is low. */
char *
ds_room_describe (const DsRoom *self)
{
  g_autofree char *size = g_format_size (self->free_octets);

  return g_strdup_printf (
      "there is room for %s of drafts only: make room on the disk of the store, "
      "for nothing is kept once it is full",
      size);
}
