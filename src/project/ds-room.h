/* ds-room.h - how much room is left for drafts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-store.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 free_octets; /* of the fuller disk, if the vault is not on that of the store */
  gboolean is_low;     /* a person should do something before it is full */
} DsRoom;

DsRoom ds_room_measure (DsStore *store);
char *ds_room_describe (const DsRoom *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
