/* ds-verdict.c - what a verification found: checks, and the verdict they add up to
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Default-deny: a verdict without a passed check is INDETERMINATE, never PASSED. The worst check
 * decides; all of them are kept. */
#include "base/ds-verdict.h"

#include <string.h>

struct _DsVerdict
{
  gatomicrefcount references;
  GPtrArray *checks; /* owned: DsCheck */
  char *subject;     /* owned (nullable): given to checks added from now on */
};

static void
check_free (gpointer data)
{
  DsCheck *check = data;

  g_free (check->name);
  g_free (check->reason);
  g_free (check->message);
  g_strfreev (check->values);
  g_free (check->detail);
  g_free (check->source);
  g_free (check->subject);
  g_free (check);
}

DsVerdict *
ds_verdict_new (void)
{
  DsVerdict *self = g_new0 (DsVerdict, 1);

  g_atomic_ref_count_init (&self->references);
  self->checks = g_ptr_array_new_with_free_func (check_free);
  return self;
}

DsVerdict *
ds_verdict_ref (DsVerdict *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ds_verdict_unref (DsVerdict *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_ptr_array_unref (self->checks);
  g_free (self->subject);
  g_free (self);
}

/* Replaces "%s" and "%2$s" in @template; anything else behind "%" stays as it is. */
static char *
render (const char *template, const char *const *values)
{
  GString *text = g_string_new (NULL);
  guint n_values = g_strv_length ((char **) values);
  guint next = 0;

  while (*template != '\0')
    {
      gboolean has_place = template[0] == '%' && g_ascii_isdigit (template[1])
                           && g_str_has_prefix (template + 2, "$s");
      guint index = has_place ? (guint) (template[1] - '1') : next;

      if (has_place || g_str_has_prefix (template, "%s"))
        {
          g_string_append (text, index < n_values ? values[index] : "");
          next += has_place ? 0 : 1;
          template += has_place ? strlen ("%1$s") : strlen ("%s");
        }
      else
        g_string_append_c (text, *template ++);
    }
  return g_string_free (text, FALSE);
}

/* One text for each "%s", and no other directive: a translation may have to reorder them. */
static char **
collect_values (const char *message, va_list arguments)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  for (const char *at = strchr (message, '%'); at != NULL; at = strchr (at + 1, '%'))
    {
      g_assert (at[1] == 's');
      g_ptr_array_add (values, g_utf8_make_valid (va_arg (arguments, const char *), -1));
    }
  g_ptr_array_add (values, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&values), FALSE);
}

static void
set_message (DsCheck *check, const char *message, va_list arguments)
{
  check->message = g_strdup (message);
  check->values = collect_values (message, arguments);
  check->detail = render (message, (const char *const *) check->values);
}

static DsCheck *
add (DsVerdict *self, const char *name, DsCheckResult result, const char *reason,
     const char *source)
{
  DsCheck *check = g_new0 (DsCheck, 1);

  check->name = g_strdup (name);
  check->result = result;
  check->reason = g_strdup (reason);
  check->source = g_strdup (source);
  check->subject = g_strdup (self->subject);
  if (result == DS_CHECK_FAILED)
    check->trouble = DS_TROUBLE_FORGED;
  else if (result == DS_CHECK_INDETERMINATE)
    check->trouble = DS_TROUBLE_UNDECIDED;
  g_ptr_array_add (self->checks, check);
  return check;
}

/**
 * ds_verdict_pass:
 * @name: the check's stable name
 * @source: the rule's source, e.g. "RFC 3161, 2.4.2"
 * @message: one sentence in English, marked with N_(); its only directive is "%s"
 * @...: the measured values, one text for each "%s"
 */
void
ds_verdict_pass (DsVerdict *self, const char *name, const char *source, const char *message, ...)
{
  va_list arguments;

  va_start (arguments, message);
  set_message (add (self, name, DS_CHECK_PASSED, NULL, source), message, arguments);
  va_end (arguments);
}

/* Passed, with a remark a reader should know. */
void
ds_verdict_note (DsVerdict *self, const char *name, const char *source, const char *message, ...)
{
  va_list arguments;

  va_start (arguments, message);
  set_message (add (self, name, DS_CHECK_NOTED, NULL, source), message, arguments);
  va_end (arguments);
}

/* Not done; the verdict does not depend on it, and says that it was not done. */
void
ds_verdict_skip (DsVerdict *self, const char *name, const char *source, const char *message, ...)
{
  va_list arguments;

  va_start (arguments, message);
  set_message (add (self, name, DS_CHECK_NOT_DONE, NULL, source), message, arguments);
  va_end (arguments);
}

/* Cannot be decided: the verdict is INDETERMINATE with @reason unless something failed. */
void
ds_verdict_doubt (DsVerdict *self, const char *name, const char *reason, const char *source,
                  const char *message, ...)
{
  va_list arguments;

  va_start (arguments, message);
  set_message (add (self, name, DS_CHECK_INDETERMINATE, reason, source), message, arguments);
  va_end (arguments);
}

/* Failed: the verdict is FAILED with @reason. */
void
ds_verdict_fail (DsVerdict *self, const char *name, const char *reason, const char *source,
                 const char *message, ...)
{
  va_list arguments;

  va_start (arguments, message);
  set_message (add (self, name, DS_CHECK_FAILED, reason, source), message, arguments);
  va_end (arguments);
}

/* Says of the check added last what kind of trouble it tells of. */
void
ds_verdict_set_trouble (DsVerdict *self, DsTrouble trouble)
{
  DsCheck *last;

  g_return_if_fail (self->checks->len > 0);

  last = g_ptr_array_index (self->checks, self->checks->len - 1);
  last->trouble = trouble;
}

/**
 * ds_verdict_set_subject:
 * @subject: (nullable): whose token the checks from now on are about
 */
void
ds_verdict_set_subject (DsVerdict *self, const char *subject)
{
  g_free (self->subject);
  self->subject = g_strdup (subject);
}

/* Adds copies of all checks of @other. */
void
ds_verdict_append (DsVerdict *self, const DsVerdict *other)
{
  for (guint i = 0; i < other->checks->len; i++)
    {
      const DsCheck *from = g_ptr_array_index (other->checks, i);
      DsCheck *last = add (self, from->name, from->result, from->reason, from->source);

      last->message = g_strdup (from->message);
      last->values = g_strdupv (from->values);
      last->detail = g_strdup (from->detail);
      last->trouble = from->trouble;
      if (from->subject != NULL)
        {
          g_free (last->subject);
          last->subject = g_strdup (from->subject);
        }
    }
}

/* Like ds_verdict_append(), but what cannot be decided becomes a remark: something else proves the
 * same already. Failures stay failures. */
void
ds_verdict_append_softened (DsVerdict *self, const DsVerdict *other)
{
  guint first = self->checks->len;

  ds_verdict_append (self, other);
  for (guint i = first; i < self->checks->len; i++)
    {
      DsCheck *check = g_ptr_array_index (self->checks, i);

      if (check->result == DS_CHECK_INDETERMINATE)
        check->result = DS_CHECK_NOTED;
    }
}

guint
ds_verdict_get_n_checks (const DsVerdict *self)
{
  return self->checks->len;
}

const DsCheck *
ds_verdict_get_check (const DsVerdict *self, guint index)
{
  g_return_val_if_fail (index < self->checks->len, NULL);

  return g_ptr_array_index (self->checks, index);
}

/* (nullable): the first check of that name. */
const DsCheck *
ds_verdict_find_check (const DsVerdict *self, const char *name)
{
  for (guint i = 0; i < self->checks->len; i++)
    {
      const DsCheck *check = g_ptr_array_index (self->checks, i);

      if (strcmp (check->name, name) == 0)
        return check;
    }
  return NULL;
}

/**
 * ds_verdict_get_worst:
 *
 * Returns: (nullable): the first check with the worst result, failures before doubts; %NULL if
 *   neither occurs
 */
const DsCheck *
ds_verdict_get_worst (const DsVerdict *self)
{
  const DsCheck *worst = NULL;

  for (guint i = 0; i < self->checks->len; i++)
    {
      const DsCheck *check = g_ptr_array_index (self->checks, i);

      if (check->result >= DS_CHECK_INDETERMINATE
          && (worst == NULL || check->result > worst->result))
        worst = check;
    }
  return worst;
}

DsIndication
ds_verdict_get_indication (const DsVerdict *self)
{
  const DsCheck *worst = ds_verdict_get_worst (self);

  if (worst != NULL)
    return worst->result == DS_CHECK_FAILED ? DS_FAILED : DS_INDETERMINATE;
  for (guint i = 0; i < self->checks->len; i++)
    if (((const DsCheck *) g_ptr_array_index (self->checks, i))->result == DS_CHECK_PASSED)
      return DS_PASSED;
  return DS_INDETERMINATE;
}

/* (nullable): the sub-indication of EN 319 102-1, %NULL with PASSED. */
const char *
ds_verdict_get_reason (const DsVerdict *self)
{
  const DsCheck *worst = ds_verdict_get_worst (self);

  return worst != NULL ? worst->reason : NULL;
}

/**
 * ds_check_dup_text:
 * @translate: for the message, in which the values may then stand in another order, and for the
 *   values, some of which are words
 *
 * Returns: (transfer full): the sentence with the measured values
 */
char *
ds_check_dup_text (const DsCheck *self, DsTranslator translate)
{
  guint n_values = g_strv_length (self->values);
  g_autofree const char **values = g_new0 (const char *, n_values + 1);

  for (guint i = 0; i < n_values; i++)
    values[i] = *self->values[i] != '\0' ? translate (self->values[i]) : "";
  return render (translate (self->message), values);
}

const char *
ds_indication_to_text (DsIndication indication)
{
  static const char *const texts[] = { "INDETERMINATE", "PASSED", "FAILED" };

  return texts[indication];
}

/* As `verify --json` prints it. */
const char *
ds_check_result_to_text (DsCheckResult result)
{
  static const char *const texts[] = { "passed", "noted", "not-done", "indeterminate", "failed" };

  return texts[result];
}
