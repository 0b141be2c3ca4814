/* ds-stamp-trouble.h - the kinds of reasons why a request got no token
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each needs something else of a person: the first passes by itself, the last must not. */
typedef enum
{
  DS_STAMP_TROUBLE_OTHER,        /* on this computer, or an entry that does not tell */
  DS_STAMP_TROUBLE_UNREACHABLE,  /* nobody answered */
  DS_STAMP_TROUBLE_NO_TSA,       /* what answered spoke like no TSA: an HTTP fault, a login page */
  DS_STAMP_TROUBLE_REFUSED,      /* the TSA refused (PKIStatus, RFC 3161, 2.4.2) */
  DS_STAMP_TROUBLE_NOT_ACCEPTED, /* the answer was not believed */
} DsStampTrouble;

DsStampTrouble ds_stamp_trouble_from_error (const GError *error);
const char *ds_stamp_trouble_to_word (DsStampTrouble trouble);
DsStampTrouble ds_stamp_trouble_from_word (const char *word);

G_END_DECLS
