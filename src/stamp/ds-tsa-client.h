/* ds-tsa-client.h - one exchange with a TSA over HTTP (RFC 3161, 3.4)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DS_TSA_EXCHANGE_TIMEOUT_S 30

typedef struct _DsTsaClient DsTsaClient;

DsTsaClient *ds_tsa_client_new (void) G_GNUC_WARN_UNUSED_RESULT;
DsTsaClient *ds_tsa_client_new_with_timeout (guint timeout_ms) G_GNUC_WARN_UNUSED_RESULT;
void         ds_tsa_client_free (DsTsaClient *self);
GBytes      *ds_tsa_client_exchange (DsTsaClient *self, const char *url, GBytes *request,
                                     guint *retry_after_s, GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsTsaClient, ds_tsa_client_free)

G_END_DECLS
