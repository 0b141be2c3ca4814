/* ds-tsa.h - a time-stamping authority as the person chose it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-json.h"
#include "base/ds-openssl.h"

G_BEGIN_DECLS

#define DS_TSA_INTERVAL_S 15 /* between two requests, where the authority says nothing */
#define DS_TSA_WINDOW_S 30   /* how long a free TSA's batch stays open */
#define DS_TSA_PAID_WINDOW_S 86400

/* The policy under which this program's own practice TSA issues: always TEST. The arc is a UUID
 * (X.667), so nobody else can hold it. */
#define DS_PRACTICE_POLICY "2.25.164406454051465353485659728262876535771"

/* An immutable value. */
typedef struct
{
  gatomicrefcount references;
  char *name;          /* 1–32 of [a-z0-9-] */
  char *url;           /* http or https */
  char *operator_name; /* (nullable): who runs it, as stated by the person or preset */
  char *policy;        /* (nullable): dotted OID asked for and required */
  GPtrArray *anchors;  /* GBytes: DER of each trust anchor; at least one */
  guint interval_s;    /* least time between two requests */
  guint window_s;      /* how long drafts are collected before they are stamped */
  guint64 price;       /* hundredths of the currency unit for one token; 0: free */
  guint64 budget;      /* hundredths for a calendar month (UTC); 0: no bound */
  gboolean is_test;    /* marked TEST by the person: never lifts a grade */
} DsTsa;

gboolean ds_tsa_name_is_valid (const char *name);
void ds_tsa_name_anchors (DsJson *json, GPtrArray *anchors);
DsTsa *ds_tsa_from_json (const char *name, const DsJson *json, GPtrArray *anchors,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsJson *ds_tsa_to_json (const DsTsa *self) G_GNUC_WARN_UNUSED_RESULT;
DsTsa *ds_tsa_ref (DsTsa *self);
void ds_tsa_unref (DsTsa *self);
gboolean ds_amount_parse (const char *text, guint64 *hundredths);
char *ds_amount_format (guint64 hundredths) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsTsa, ds_tsa_unref)

G_END_DECLS
