/* ds-asic.h - the members of an ASiC container, read as a stranger's (EN 319 162-1)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *name;
  GBytes *octets;
  gboolean is_data; /* neither in META-INF nor the mimetype */
} DsAsicMember;

gboolean      ds_asic_looks_like (const guint8 *head, gsize length);
gboolean      ds_asic_claims_to_be (GBytes *octets);
GPtrArray    *ds_asic_read (GBytes *octets, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsAsicMember *ds_asic_find (GPtrArray *members, const char *uri);

G_END_DECLS
