/* ds-error.h - the reasons why something is refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DS_ERROR (ds_error_quark ())

/**
 * DsError:
 * @DS_ERROR_FORMAT: octets do not follow the format they claim to have
 * @DS_ERROR_LIMIT: a size, count or depth is beyond its stated limit
 * @DS_ERROR_BAD_TIME: a time breaks its grammar or is no calendar date
 * @DS_ERROR_USAGE: a person asked for something that makes no sense
 * @DS_ERROR_NOT_FOUND: nothing with that name is kept here
 * @DS_ERROR_EXISTS: something with that name is there already
 * @DS_ERROR_BUSY: another process holds the lock
 * @DS_ERROR_IN_FLUX: the draft changed while it was read; try again later
 * @DS_ERROR_DAMAGED: stored octets are not the octets that were stored
 * @DS_ERROR_READ_ONLY: the store may be read, not written
 * @DS_ERROR_NEWER_FORMAT: the store was written by a newer release
 * @DS_ERROR_NETWORK: the TSA could not be reached
 * @DS_ERROR_NO_TSA: what answered spoke like no TSA: an HTTP fault, another type of content
 * @DS_ERROR_REJECTED: the TSA answered that it refuses (PKIStatus, RFC 3161, 2.4.2)
 * @DS_ERROR_NOT_PROVED: an answer was not believed: a check failed or could not be done
 * @DS_ERROR_AWAY: the disk with the vault is not there; it goes on when it is back
 * @DS_ERROR_LOCKED: what is encrypted cannot be read: its key is not at hand, or is another one
 * @DS_ERROR_UNSUPPORTED: an algorithm or form that this release cannot judge
 */
typedef enum
{
  DS_ERROR_FORMAT,
  DS_ERROR_LIMIT,
  DS_ERROR_BAD_TIME,
  DS_ERROR_USAGE,
  DS_ERROR_NOT_FOUND,
  DS_ERROR_EXISTS,
  DS_ERROR_BUSY,
  DS_ERROR_IN_FLUX,
  DS_ERROR_DAMAGED,
  DS_ERROR_READ_ONLY,
  DS_ERROR_NEWER_FORMAT,
  DS_ERROR_NETWORK,
  DS_ERROR_NO_TSA,
  DS_ERROR_REJECTED,
  DS_ERROR_NOT_PROVED,
  DS_ERROR_AWAY,
  DS_ERROR_LOCKED,
  DS_ERROR_UNSUPPORTED,
} DsError;

GQuark ds_error_quark (void);

G_END_DECLS
