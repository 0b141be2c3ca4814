/* ds-banner.c - one line over a list that says what is the matter
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/look/ds-banner.h"

/* libadwaita 1.2 has no banner yet. */
struct _DsBanner
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkWidget *box;
  GtkWidget *icon;
  GtkWidget *label;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (DsBanner, ds_banner, GTK_TYPE_WIDGET)

/**
 * ds_banner_show:
 * @message: (nullable): what to say; %NULL hides the banner
 */
void
ds_banner_show (DsBanner *self, const DsBannerMessage *message)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (DS_IS_BANNER (self));

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), message != NULL);
  if (message == NULL)
    return;

  markup = g_markup_printf_escaped ("<b>%s</b> %s", message->title, message->text);
  gtk_label_set_markup (GTK_LABEL (self->label), markup);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), message->icon_name);
  gtk_widget_set_visible (self->button, message->button != NULL);
  if (message->button != NULL)
    {
      gtk_button_set_label (GTK_BUTTON (self->button), message->button);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), message->action);
    }
  gtk_widget_remove_css_class (self->box, message->is_error ? "warning" : "error");
  gtk_widget_add_css_class (self->box, message->is_error ? "error" : "warning");
}

static void
ds_banner_dispose (GObject *object)
{
  g_clear_pointer (&DS_BANNER (object)->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (ds_banner_parent_class)->dispose (object);
}

static void
ds_banner_init (DsBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
ds_banner_class_init (DsBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_banner_dispose;
  gtk_widget_class_set_css_name (widget_class, "banner");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, DsBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, DsBanner, box);
  gtk_widget_class_bind_template_child (widget_class, DsBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, DsBanner, label);
  gtk_widget_class_bind_template_child (widget_class, DsBanner, button);
}
