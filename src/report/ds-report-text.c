/* ds-report-text.c - the words of a report in its one or two languages
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Not gettext: that follows the language of the person at the keyboard, and one document may hold
 * two languages, neither of them his. */
#include "report/ds-report-text.h"

#include <gio/gio.h>
#include <string.h>

#include "report/ds-report-resources.h"

#define RESOURCE "/io/github/draftseal/Draftseal/report/ds-report-text.ini"
#define GROUP "report"

typedef struct
{
  const char *locale; /* of the table */
  const char *tag;    /* BCP 47, for Pango and PDF readers */
} Language;

static const Language chinese = { "zh_CN", "zh-CN" };
static const Language english = { "en", "en" };

struct _DsReportText
{
  const Language *languages[2]; /* the second may be NULL */
  GHashTable *words[2];         /* key to words; the second may be NULL */
};

/**
 * ds_report_language_parse:
 * @name: zh_CN, en or both
 * @language: (out): unchanged on failure
 */
gboolean
ds_report_language_parse (const char *name, DsReportLanguage *language)
{
  static const char *const names[] = { "both", "zh_CN", "en" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      {
        *language = (DsReportLanguage) i;
        return TRUE;
      }
  return FALSE;
}

static GHashTable *
read_words (GKeyFile *table, const Language *language)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) keys = g_key_file_get_keys (table, GROUP, NULL, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    if (strchr (keys[i], '[') == NULL)
      g_hash_table_insert (
          words, g_strdup (keys[i]),
          g_key_file_get_locale_string (table, GROUP, keys[i], language->locale, NULL));
  return words;
}

DsReportText *
ds_report_text_new (DsReportLanguage language)
{
  DsReportText *self = g_new0 (DsReportText, 1);
  g_autoptr (GBytes) octets = g_resource_lookup_data (ds_report_get_resource (), RESOURCE, 0, NULL);
  g_autoptr (GKeyFile) table = g_key_file_new ();
  gboolean is_read;

  g_assert (octets != NULL);
  is_read = g_key_file_load_from_bytes (table, octets, G_KEY_FILE_KEEP_TRANSLATIONS, NULL);
  g_assert (is_read);

  self->languages[DS_REPORT_FIRST] = language == DS_REPORT_ENGLISH ? &english : &chinese;
  self->languages[DS_REPORT_SECOND] = language == DS_REPORT_BOTH ? &english : NULL;
  for (guint rank = 0; rank < G_N_ELEMENTS (self->languages); rank++)
    if (self->languages[rank] != NULL)
      self->words[rank] = read_words (table, self->languages[rank]);
  return self;
}

void
ds_report_text_free (DsReportText *self)
{
  g_clear_pointer (&self->words[DS_REPORT_FIRST], g_hash_table_unref);
  g_clear_pointer (&self->words[DS_REPORT_SECOND], g_hash_table_unref);
  g_free (self);
}

gboolean
ds_report_text_has_second (const DsReportText *self)
{
  return self->languages[DS_REPORT_SECOND] != NULL;
}

/* BCP 47. */
const char *
ds_report_text_get_tag (const DsReportText *self, DsReportRank rank)
{
  return self->languages[rank]->tag;
}

/**
 * ds_report_text_get:
 * @rank: %DS_REPORT_SECOND only if the report has a second language
 * @key: of the table
 *
 * Returns: the words as the table has them, {names} unfilled
 */
const char *
ds_report_text_get (const DsReportText *self, DsReportRank rank, const char *key)
{
  const char *words = g_hash_table_lookup (self->words[rank], key);

  if (words == NULL)
    g_error ("the report has no words for “%s”", key);
  return words;
}

/* Replaces each {name}; what is put in is not looked at again. */
static char *
fill (const char *template, GHashTable *values)
{
  GString *filled = g_string_new (NULL);
  const char *at = template;

  while (*at != '\0')
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;
      g_autofree char *name = end != NULL ? g_strndup (at + 1, (gsize) (end - at - 1)) : NULL;
      const char *value = name != NULL ? g_hash_table_lookup (values, name) : NULL;

      if (value != NULL)
        {
          g_string_append (filled, value);
          at = end + 1;
        }
      else
        g_string_append_c (filled, *at++);
    }
  return g_string_free (filled, FALSE);
}

/**
 * ds_report_text_fill:
 * @...: name and value of each {name} in turn, then %NULL
 */
char *
ds_report_text_fill (const DsReportText *self, DsReportRank rank, const char *key, ...)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  const char *name;
  va_list arguments;

  va_start (arguments, key);
  while ((name = va_arg (arguments, const char *)) != NULL)
    g_hash_table_insert (values, (gpointer) name, va_arg (arguments, char *));
  va_end (arguments);
  return fill (ds_report_text_get (self, rank, key), values);
}

/**
 * ds_report_text_count:
 * @key: its words may hold {n}
 *
 * Returns: (transfer full): the words for @n things, in the singular where the language has one
 */
char *
ds_report_text_count (const DsReportText *self, DsReportRank rank, const char *key, guint64 n)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  g_autofree char *one = g_strconcat (key, "-one", NULL);

  if (n == 1 && g_hash_table_contains (self->words[rank], one))
    return g_strdup (ds_report_text_get (self, rank, one));
  return ds_report_text_fill (self, rank, key, "n", number, NULL);
}

/* All words of the report's languages, for the fonts to be cut to. */
char *
ds_report_text_dup_all (const DsReportText *self)
{
  GString *all = g_string_new (NULL);

  for (guint rank = 0; rank < G_N_ELEMENTS (self->words); rank++)
    {
      GHashTableIter iter;
      gpointer words;

      if (self->words[rank] == NULL)
        continue;
      g_hash_table_iter_init (&iter, self->words[rank]);
      while (g_hash_table_iter_next (&iter, NULL, &words))
        g_string_append (all, words);
    }
  return g_string_free (all, FALSE);
}
