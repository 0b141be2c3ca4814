/* ds-stamp-trouble.c - the kinds of reasons why a request got no token
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-stamp-trouble.h"

#include <string.h>

#include "base/ds-error.h"

/* As the journal has them; what has no word is not told. */
static const char *const words[] = {
  [DS_STAMP_TROUBLE_OTHER] = NULL,
  [DS_STAMP_TROUBLE_UNREACHABLE] = "unreachable",
  [DS_STAMP_TROUBLE_NO_TSA] = "no-tsa",
  [DS_STAMP_TROUBLE_REFUSED] = "refused",
  [DS_STAMP_TROUBLE_NOT_ACCEPTED] = "not-accepted",
};

/* Which trouble the @error of an exchange with a TSA is. */
DsStampTrouble
ds_stamp_trouble_from_error (const GError *error)
{
  if (error->domain != DS_ERROR)
    return DS_STAMP_TROUBLE_OTHER;

  switch (error->code)
    {
    case DS_ERROR_NETWORK:
      return DS_STAMP_TROUBLE_UNREACHABLE;
    case DS_ERROR_NO_TSA:
      return DS_STAMP_TROUBLE_NO_TSA;
    case DS_ERROR_REJECTED:
      return DS_STAMP_TROUBLE_REFUSED;
    case DS_ERROR_FORMAT:
    case DS_ERROR_LIMIT:
    case DS_ERROR_NOT_PROVED:
    case DS_ERROR_UNSUPPORTED:
      return DS_STAMP_TROUBLE_NOT_ACCEPTED;
    default:
      return DS_STAMP_TROUBLE_OTHER;
    }
}

/* Returns: (nullable) (transfer none): what the journal calls it */
const char *
ds_stamp_trouble_to_word (DsStampTrouble trouble)
{
  g_return_val_if_fail (trouble < G_N_ELEMENTS (words), NULL);

  return words[trouble];
}

/**
 * ds_stamp_trouble_from_word:
 * @word: (nullable): from a journal
 *
 * Returns: %DS_STAMP_TROUBLE_OTHER for a word that this release does not know
 */
DsStampTrouble
ds_stamp_trouble_from_word (const char *word)
{
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (words); i++)
    if (words[i] != NULL && strcmp (words[i], word) == 0)
      return i;

  return DS_STAMP_TROUBLE_OTHER;
}
