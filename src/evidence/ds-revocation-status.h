/* ds-revocation-status.h - what one CRL or OCSP answer says of one certificate
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/ocsp.h>

#include "base/ds-openssl.h"

G_BEGIN_DECLS

#define DS_REASON_ABSENT (-1) /* beside CRL_REASON_… of OpenSSL */

typedef enum
{
  DS_STATUS_NOT_TOLD, /* it is about other certificates */
  DS_STATUS_UNUSABLE, /* it is about this one, but cannot be used: @fault says why */
  DS_STATUS_GOOD,
  DS_STATUS_ON_HOLD,
  DS_STATUS_REVOKED,
} DsRevocationState;

/* By value; texts are borrowed from the program. */
typedef struct
{
  DsRevocationState state;
  const char *kind;  /* "CRL" or "OCSP answer" */
  const char *fault; /* (nullable): marked for translation */
  DsTime this_update;
  DsTime next_update;   /* @this_update where none is stated */
  DsTime told_since;    /* a certificate that ended before is not told of any more */
  DsTime revoked_since; /* the earlier of revocation date and invalidity date */
  int reason;           /* CRL_REASON_… or %DS_REASON_ABSENT */
} DsRevocationStatus;

DsRevocationStatus ds_crl_get_status (X509_CRL *crl, X509 *certificate, X509 *issuer);
DsRevocationStatus ds_ocsp_get_status (OCSP_BASICRESP *answer, X509 *certificate, X509 *issuer);

G_END_DECLS
