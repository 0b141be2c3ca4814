/* ds-practice-identity.h - key and certificates of the practice TSA
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-openssl.h"

G_BEGIN_DECLS

/* Read only after it was made. */
typedef struct
{
  X509 *root;
  X509 *certificate; /* of the TSA, issued by the root */
  EVP_PKEY *key;     /* of the TSA; the root's is thrown away when it has signed once */
} DsPracticeIdentity;

DsPracticeIdentity *ds_practice_identity_open (const char *folder,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes             *ds_practice_identity_read_root (const char *folder,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void                ds_practice_identity_free (DsPracticeIdentity *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPracticeIdentity, ds_practice_identity_free)

G_END_DECLS
