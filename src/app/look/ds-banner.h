/* ds-banner.h - one line over a list that says what is the matter
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DS_TYPE_BANNER (ds_banner_get_type ())
G_DECLARE_FINAL_TYPE (DsBanner, ds_banner, DS, BANNER, GtkWidget)

typedef struct
{
  const char *icon_name;
  const char *title;  /* bold: the matter in a few words */
  const char *text;   /* the rest of the sentence */
  const char *button; /* (nullable): the cure */
  const char *action; /* (nullable): detailed action name of the button */
  gboolean is_error;
} DsBannerMessage;

void ds_banner_show (DsBanner *self, const DsBannerMessage *message);

G_END_DECLS
