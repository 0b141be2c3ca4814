/* ds-project-banner.c - what the banner says about a project
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/ds-project-banner.h"

#include <glib/gi18n.h>

#include "app/setup/ds-trouble-words.h"

static void
show_offline (DsBanner *banner, guint64 n)
{
  g_autofree char *text = g_strdup_printf (
      ngettext (
          "%d draft is kept here and waits for a stamp. Its time will be that of the stamp.",
          "%d drafts are kept here and wait for a stamp. Their time will be that of the stamp.", n),
      (int) n);
  DsBannerMessage message = { .icon_name = "ds-offline-symbolic",
                              .title = _ ("Offline."),
                              .text = text };

  ds_banner_show (banner, &message);
}

/* An authority that only does not answer is no error: another one may. */
static void
show_trouble (DsBanner *banner, const DsStampingState *stamping)
{
  g_autofree char *title = ds_trouble_words_dup_title (stamping);
  gboolean is_error = stamping->trouble > DS_STAMP_TROUBLE_UNREACHABLE;
  DsBannerMessage message = {
    .icon_name = is_error ? "ds-refused-symbolic" : "ds-offline-symbolic",
    .title = title,
    .text =
        is_error ? ds_trouble_words_for_reason (stamping) : ds_trouble_words_for_meaning (stamping),
    .button = _ ("Details…"),
    .action = "win.show-trouble",
    .is_error = is_error,
  };

  ds_banner_show (banner, &message);
}

/* Practice, and nobody who signs: what a person has chosen. */
static void
show_choice (DsBanner *banner, const DsStampingState *stamping)
{
  DsBannerMessage message = {
    .button = _ ("Choose a TSA…"),
    .action = "app.choose-authority",
  };

  if (stamping->is_practice)
    {
      message.icon_name = "ds-practice-symbolic";
      message.title = _ ("Practice.");
      message.text = _ ("These stamps are tests and prove nothing to others.");
    }
  else if (!stamping->has_tsa)
    {
      message.icon_name = "ds-local-symbolic";
      message.title = _ ("Nobody signs the time.");
      message.text = _ ("Drafts stay LOCAL until you choose one.");
    }
  ds_banner_show (banner, message.title == NULL ? NULL : &message);
}

/**
 * ds_project_banner_show:
 * @facts: of the project that is shown
 *
 * At most one thing is said at a time: the one that needs a person most.
 */
void
ds_project_banner_show (DsBanner *banner, const DsProjectFacts *facts)
{
  const DsStampingState *stamping = &facts->stamping;

  if (facts->is_missing)
    ds_banner_show (banner, NULL);
  else if (stamping->is_offline && facts->n_waiting > 0)
    show_offline (banner, facts->n_waiting);
  else if (stamping->troubled != NULL)
    show_trouble (banner, stamping);
  else
    show_choice (banner, stamping);
}
