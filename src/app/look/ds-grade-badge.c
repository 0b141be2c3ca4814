/* ds-grade-badge.c - a grade with its symbol
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/look/ds-grade-badge.h"

#include "app/look/ds-words.h"

/* A word and a shape, never a colour alone. */
struct _DsGradeBadge
{
  GtkWidget parent_instance;

  GtkWidget *icon;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (DsGradeBadge, ds_grade_badge, GTK_TYPE_WIDGET)

static const struct
{
  const char *icon; /* (nullable) */
  int size_px;      /* two seals side by side are as high as one only if their icon is larger */
  const char *style;
} looks[] = {
  [DS_GRADE_LOCAL] = { "ds-local-symbolic", 14, "local" },
  [DS_GRADE_TEST] = { NULL, 0, "test" },
  [DS_GRADE_STAMPED] = { "ds-stamped-symbolic", 14, "proven" },
  [DS_GRADE_CORROBORATED] = { "ds-corroborated-symbolic", 18, "proven" },
};

void
ds_grade_badge_set_grade (DsGradeBadge *self, DsGrade grade)
{
  const char *word = ds_words_for_grade (grade);

  g_return_if_fail (DS_IS_GRADE_BADGE (self) && grade < G_N_ELEMENTS (looks));

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), looks[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (self), looks[grade].style);
  gtk_widget_set_visible (self->icon, looks[grade].icon != NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), looks[grade].icon);
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), looks[grade].size_px);
  gtk_label_set_label (GTK_LABEL (self->label), word);
  /* Capitals are tracked, Chinese is not; GTK's style sheets know no languages. */
  if (!g_str_is_ascii (word))
    gtk_widget_add_css_class (GTK_WIDGET (self), "han");
}

static void
ds_grade_badge_dispose (GObject *object)
{
  DsGradeBadge *self = DS_GRADE_BADGE (object);

  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (ds_grade_badge_parent_class)->dispose (object);
}

static void
ds_grade_badge_init (DsGradeBadge *self)
{
  self->icon =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  self->label = gtk_label_new (NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

static void
ds_grade_badge_class_init (DsGradeBadgeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_grade_badge_dispose;
  gtk_widget_class_set_css_name (widget_class, "grade");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}
