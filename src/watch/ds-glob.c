/* ds-glob.c - a pattern for the names of files, octet by octet and without regard to case
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Not fnmatch(): names on disk need not be UTF-8, the answer must not depend on the locale, and a
 * first look asks some ten million times. Nearly every answer comes from the literal ends alone. */
#include "watch/ds-glob.h"

#include <string.h>

#define WILD "*?["

struct _DsGlob
{
  char *text; /* owned: folded */
  gsize length;
  gsize head;             /* octets before the first wild card */
  gsize tail;             /* octets after the last one */
  gboolean only_one_star; /* then the two ends decide */
};

/**
 * ds_glob_fold:
 * @name: octets, changed in place
 *
 * ASCII letters become lower case. Other letters stay as they are: what is a letter depends on an
 * encoding that a name on disk does not tell.
 */
void
ds_glob_fold (char *name, gsize length)
{
  for (gsize i = 0; i < length; i++)
    name[i] = g_ascii_tolower (name[i]);
}

/**
 * ds_glob_new:
 * @pattern: `*` any octets, `?` one character, `[a-z0-9]` one octet of a set, `[0-9]+` one or more
 *   of it, as many as there are; all else stands for itself
 *
 * A `[` that is never closed stands for itself.
 *
 * Returns: (transfer full): the pattern, ready to match
 */
DsGlob *
ds_glob_new (const char *pattern)
{
  DsGlob *self = g_new0 (DsGlob, 1);
  const char *last;

  g_return_val_if_fail (pattern != NULL, NULL);

  self->text = g_strdup (pattern);
  self->length = strlen (pattern);
  ds_glob_fold (self->text, self->length);
  self->head = strcspn (self->text, WILD);
  last = strrchr (self->text, '*');
  if (last != NULL && strcspn (last + 1, WILD) == strlen (last + 1))
    self->tail = strlen (last + 1);
  self->only_one_star = last != NULL && self->head + 1 + self->tail == self->length;
  return self;
}

void
ds_glob_free (DsGlob *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

/* Octets of the character that begins here; an octet that begins none counts as one. */
static gsize
character_length (const char *name, gsize left)
{
  gunichar character = g_utf8_get_char_validated (name, (gssize) left);

  return character >= (gunichar) -2 ? 1 : (gsize) g_utf8_skip[(guchar) *name];
}

static gboolean
set_has (const char *set, const char *end, char octet)
{
  guchar wanted = (guchar) octet;

  while (set < end)
    {
      guchar from = (guchar) set[0];
      gboolean is_range = set + 2 < end && set[1] == '-';
      guchar to = is_range ? (guchar) set[2] : from;

      if (from <= wanted && wanted <= to)
        return TRUE;
      set += is_range ? 3 : 1;
    }
  return FALSE;
}

/* Matches the set at *@pattern; both places move on. A repeated set takes all it can: no pattern
 * here goes on with an octet of the same set. */
static gboolean
match_set (const char **pattern, const char **name, const char *end)
{
  const char *set = *pattern + 1;
  const char *close = strchr (set, ']');
  gboolean repeated = close[1] == '+';

  if (*name == end || !set_has (set, close, **name))
    return FALSE;
  (*name)++;
  while (repeated && *name < end && set_has (set, close, **name))
    (*name)++;
  *pattern = close + (repeated ? 2 : 1);
  return TRUE;
}

/* Matches one element other than `*`; both places move on. */
static gboolean
match_one (const char **pattern, const char **name, const char *end)
{
  if (**pattern == '[' && strchr (*pattern, ']') != NULL)
    return match_set (pattern, name, end);
  if (*name == end || (**pattern != '?' && **pattern != **name))
    return FALSE;
  *name += **pattern == '?' ? character_length (*name, (gsize) (end - *name)) : 1;
  (*pattern)++;
  return TRUE;
}

/* Goes back to the last `*` only, which is enough and keeps the cost at pattern times name. */
static gboolean
match_all (const char *pattern, const char *name, const char *end)
{
  const char *after_star = NULL;
  const char *retry = NULL;

  while (name < end || *pattern != '\0')
    {
      const char *next_pattern = pattern;
      const char *next_name = name;

      if (*pattern == '*')
        {
          after_star = ++pattern;
          retry = name;
        }
      else if (*pattern != '\0' && match_one (&next_pattern, &next_name, end))
        {
          pattern = next_pattern;
          name = next_name;
        }
      else if (after_star != NULL && retry < end)
        {
          pattern = after_star;
          name = ++retry;
        }
      else
        return FALSE;
    }
  return TRUE;
}

/**
 * ds_glob_matches:
 * @folded_name: octets that went through ds_glob_fold(), ended by a NUL
 * @length: their number
 *
 * Returns: whether the whole name fits the pattern
 */
gboolean
ds_glob_matches (const DsGlob *self, const char *folded_name, gsize length)
{
  const char *tail = self->text + self->length - self->tail;

  if (length < self->head + self->tail || (self->head > 0 && self->text[0] != folded_name[0])
      || (self->tail > 0 && tail[self->tail - 1] != folded_name[length - 1]))
    return FALSE;
  if (memcmp (self->text, folded_name, self->head) != 0
      || memcmp (tail, folded_name + length - self->tail, self->tail) != 0)
    return FALSE;
  return self->only_one_star || match_all (self->text, folded_name, folded_name + length);
}
