/* ds-verdict-view.c - a verdict in one sentence, then each check
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/verify/ds-verdict-view.h"

#include <glib/gi18n.h>

#include <adwaita.h>

#include "app/verify/ds-check-words.h"
#include "app/look/ds-grade-badge.h"
#include "app/look/ds-spoken.h"
#include "app/look/ds-words.h"

struct _DsVerdictView
{
  GtkWidget parent_instance;

  GPtrArray *rows; /* of GtkWidget, borrowed from list */

  GtkWidget *root;
  GtkWidget *card;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *sentence;
  GtkWidget *grade;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (DsVerdictView, ds_verdict_view, GTK_TYPE_WIDGET)

/* How a result looks: a word or a shape beside every colour. */
typedef struct
{
  const char *icon;
  const char *style;
} Look;

static Look
get_check_look (DsCheckResult result)
{
  static const Look looks[] = {
    [DS_CHECK_PASSED] = { "ds-pass-symbolic", "proven-text" },
    [DS_CHECK_NOTED] = { "ds-pass-symbolic", "proven-text" },
    [DS_CHECK_NOT_DONE] = { "ds-skip-symbolic", "secondary" },
    [DS_CHECK_INDETERMINATE] = { "ds-note-symbolic", "warning-text" },
    [DS_CHECK_FAILED] = { "ds-fail-symbolic", "error-text" },
  };

  return looks[result];
}

static DsCheckResult
get_result (DsIndication indication)
{
  return indication == DS_PASSED   ? DS_CHECK_PASSED
         : indication == DS_FAILED ? DS_CHECK_FAILED
                                   : DS_CHECK_INDETERMINATE;
}

static GtkWidget *
make_mark (DsCheckResult result)
{
  Look look = get_check_look (result);
  GtkWidget *mark = gtk_image_new_from_icon_name (look.icon);

  gtk_widget_add_css_class (mark, look.style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ds_check_words_for_result (result), -1);
  return mark;
}

static void
fill_row (GtkWidget *row, DsCheckResult result, const char *title, const char *subtitle)
{
  g_autofree char *spoken =
      g_strdup_printf ("%s: %s. %s", ds_check_words_for_result (result), title, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_object_set (row, "subtitle", subtitle, NULL);
  gtk_widget_add_css_class (row, "check-row");
  ds_spoken_set (row, spoken);
}

static void
add_row (DsVerdictView *self, GtkWidget *row)
{
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  g_ptr_array_add (self->rows, row);
}

static GtkWidget *
make_check (const DsCheck *check)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *detail = ds_check_words_dup_detail (check);
  g_autofree char *subtitle =
      check->reason == NULL ? g_strdup_printf ("%s [%s]", detail, check->source)
                            : g_strdup_printf ("%s [%s, %s]", detail, check->source, check->reason);

  fill_row (row, check->result, ds_check_words_for_check (check), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_mark (check->result));
  return row;
}

/* One row for each token; what was checked of it is a click deeper. */
static void
add_token (DsVerdictView *self, const DsJudgedToken *token)
{
  GtkWidget *row = adw_expander_row_new ();
  DsCheckResult result = get_result (token->indication);
  g_autofree char *moment = ds_words_dup_moment (token->gen_time, TRUE);
  /* Translators: the name of an authority, and a date and time */
  g_autofree char *title = g_strdup_printf (_ ("%1$s signed it: %2$s"), token->tsa, moment);
  /* Translators: a serial number, and a signature algorithm */
  g_autofree char *subtitle =
      g_strdup_printf (_ ("RFC 3161 token, serial 0x%1$s, %2$s"), token->serial,
                       token->signature != NULL ? token->signature : "—");

  fill_row (row, result, title, subtitle);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), make_mark (result));
  for (guint i = 0; i < ds_verdict_get_n_checks (token->verdict); i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                              make_check (ds_verdict_get_check (token->verdict, i)));
  add_row (self, row);
}

static void
add_note (DsVerdictView *self)
{
  GtkWidget *row = adw_action_row_new ();

  fill_row (row, DS_CHECK_INDETERMINATE, _ ("What this does not show"),
            _ ("Who made the file, or when it was made."));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_mark (DS_CHECK_INDETERMINATE));
  add_row (self, row);
}

static char *
dup_passed (const DsVerification *v)
{
  g_autofree char *moment = ds_words_dup_moment (v->judgement->gen_time, TRUE);
  g_autofree char *sentence = NULL;
  g_autofree char *tokens = NULL;
  g_autofree char *octets = g_strdup_printf ("%" G_GSIZE_FORMAT, v->judgement->first_octets);
  guint n = 0;

  for (guint i = 0; i < v->judgement->tokens->len; i++)
    if (((DsJudgedToken *) g_ptr_array_index (v->judgement->tokens, i))->indication == DS_PASSED)
      n++;

  tokens = g_strdup_printf (ngettext ("%d token says so.", "%d tokens say so.", n), (int) n);
  /* Translators: a file name, and a date and time */
  if (v->judgement->is_container)
    sentence = g_markup_printf_escaped (
        _ ("The data in <b>%1$s</b> existed, exactly as it is now, no later than <b>%2$s</b>."),
        v->name, moment);
  else if (v->judgement->first_octets == 0)
    sentence = g_markup_printf_escaped (
        _ ("<b>%1$s</b> existed, exactly as it is now, no later than <b>%2$s</b>."), v->name,
        moment);
  else
    /* Translators: a file name, a date and time, a number */
    sentence = g_markup_printf_escaped (
        _ ("An earlier state of <b>%1$s</b>, its first %3$s octets, existed no later than "
           "<b>%2$s</b>."),
        v->name, moment, octets);
  return g_strdup_printf (
      "%s %s %s", sentence,
      v->judgement->is_test ? _ ("Only a test authority signed that: it proves nothing to others.")
                            : tokens,
      ds_check_words_for_revocation (v->judgement->revocation));
}

/* The worst check says why. */
static char *
dup_not_passed (const DsVerification *v, const DsCheck *worst)
{
  g_autofree char *detail = ds_check_words_dup_detail (worst);

  /* Translators: a file name, what kind of trouble it is, and the check that shows it */
  return g_markup_printf_escaped (_ ("<b>%1$s</b> is not proved. %2$s: %3$s."), v->name,
                                  ds_check_words_for_trouble (worst->trouble), detail);
}

static char *
dup_sentence (const DsVerification *v)
{
  const DsVerdict *verdict = v->judgement->verdict;
  const DsCheck *worst = ds_verdict_get_worst (verdict);

  if (ds_verdict_get_indication (verdict) == DS_PASSED)
    return dup_passed (v);
  if (worst != NULL && (worst->result == DS_CHECK_FAILED || v->judgement->tokens->len > 0))
    return dup_not_passed (v, worst);
  return g_markup_printf_escaped (
      _ ("Nothing is proved about <b>%s</b> yet: no proof lies beside it, and nobody has signed a "
         "draft here with these bytes."),
      v->name);
}

static void
show_card (DsVerdictView *self, const DsVerification *v)
{
  static const char *const styles[] = { "passed", "failed", "open" };
  DsIndication indication = ds_verdict_get_indication (v->judgement->verdict);
  gboolean is_proven = indication == DS_PASSED && !v->judgement->is_test;
  const char *style = is_proven ? "passed" : indication == DS_FAILED ? "failed" : "open";
  g_autofree char *sentence = dup_sentence (v);

  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (self->card, styles[i]);
  gtk_widget_add_css_class (self->card, style);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), is_proven ? "ds-pass-symbolic"
                                                        : indication == DS_FAILED
                                                            ? "ds-fail-symbolic"
                                                            : "ds-note-symbolic");
  gtk_label_set_label (GTK_LABEL (self->title), ds_check_words_for_indication (indication));
  gtk_label_set_markup (GTK_LABEL (self->sentence), sentence);
  gtk_widget_set_visible (self->grade, indication == DS_PASSED);
  ds_grade_badge_set_grade (DS_GRADE_BADGE (self->grade), v->judgement->grade);
}

static gboolean
is_of_token (const DsVerification *v, const DsCheck *check)
{
  return check->subject != NULL && v->judgement->tokens->len > 0;
}

/**
 * ds_verdict_view_show:
 * @verification: what was found; read before this returns
 */
void
ds_verdict_view_show (DsVerdictView *self, const DsVerification *verification)
{
  const DsVerdict *verdict = verification->judgement->verdict;

  for (guint i = 0; i < self->rows->len; i++)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  show_card (self, verification);
  for (guint i = 0; i < ds_verdict_get_n_checks (verdict); i++)
    if (!is_of_token (verification, ds_verdict_get_check (verdict, i)))
      add_row (self, make_check (ds_verdict_get_check (verdict, i)));
  for (guint i = 0; i < verification->judgement->tokens->len; i++)
    add_token (self, g_ptr_array_index (verification->judgement->tokens, i));
  add_note (self);
}

static void
ds_verdict_view_dispose (GObject *object)
{
  DsVerdictView *self = DS_VERDICT_VIEW (object);

  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ds_verdict_view_parent_class)->dispose (object);
}

static void
ds_verdict_view_init (DsVerdictView *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
ds_verdict_view_class_init (DsVerdictViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_verdict_view_dispose;
  g_type_ensure (DS_TYPE_GRADE_BADGE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-verdict-view.ui");
  gtk_widget_class_bind_template_child (widget_class, DsVerdictView, root);
  gtk_widget_class_bind_template_child (widget_class, DsVerdictView, card);
  gtk_widget_class_bind_template_child (widget_class, DsVerdictView, icon);
  gtk_widget_class_bind_template_child (widget_class, DsVerdictView, title);
  gtk_widget_class_bind_template_child (widget_class, DsVerdictView, sentence);
  gtk_widget_class_bind_template_child (widget_class, DsVerdictView, grade);
  gtk_widget_class_bind_template_child (widget_class, DsVerdictView, list);
}
