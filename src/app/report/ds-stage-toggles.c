/* ds-stage-toggles.c - which stages are meant, as chips to be switched on and off
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/ds-stage-toggles.h"

#include "app/timeline/ds-stage-count.h"
#include "app/look/ds-stage-look.h"
#include "app/look/ds-words.h"
#include "project/ds-stage.h"

struct _DsStageToggles
{
  GtkBox parent_instance;

  GtkWidget *toggles[DS_STAGES];
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (DsStageToggles, ds_stage_toggles, GTK_TYPE_BOX)

static void
toggled_cb (DsStageToggles *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* Returns: (transfer full) (nullable): ids; %NULL if all are chosen */
char **
ds_stage_toggles_dup_chosen (DsStageToggles *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean is_all = TRUE;

  for (guint i = 0; i < DS_STAGES; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->toggles[i])))
      g_strv_builder_add (builder, ds_stage_list ()[i]);
    else
      is_all = FALSE;

  return is_all ? NULL : g_strv_builder_end (builder);
}

static GtkWidget *
make_toggle (DsStageToggles *self, const char *stage)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *toggle = gtk_toggle_button_new ();

  ds_stage_look_set_chip (GTK_LABEL (label), stage);
  gtk_widget_add_css_class (label, "stage-chip");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (toggle), label);
  gtk_widget_add_css_class (toggle, "flat");
  gtk_widget_add_css_class (toggle, "stage-toggle");
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ds_words_for_stage (stage), -1);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
  g_signal_connect_swapped (toggle, "toggled", G_CALLBACK (toggled_cb), self);
  return toggle;
}

static void
ds_stage_toggles_init (DsStageToggles *self)
{
  for (guint i = 0; i < DS_STAGES; i++)
    {
      self->toggles[i] = make_toggle (self, ds_stage_list ()[i]);
      gtk_box_append (GTK_BOX (self), self->toggles[i]);
    }
}

static void
ds_stage_toggles_class_init (DsStageTogglesClass *klass)
{
  changed_signal = g_signal_new ("changed", DS_TYPE_STAGE_TOGGLES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}
