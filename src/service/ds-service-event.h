/* ds-service-event.h - what happens while projects are looked after, for those who show it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DS_SERVICE_SAVING,         /* a name was touched: a draft may follow */
  DS_SERVICE_RECORDED,       /* a draft is in the journal */
  DS_SERVICE_RENAMED,        /* a work has another name */
  DS_SERVICE_LOOKED,         /* the first look at a project is over */
  DS_SERVICE_WAITING,        /* a file is still held open by a program that writes it */
  DS_SERVICE_STAMPED,        /* a TSA's token was verified and kept */
  DS_SERVICE_STAMP_FAILED,   /* a request failed; it is repeated later */
  DS_SERVICE_WATCHED,        /* a project is watched from now on */
  DS_SERVICE_NOT_WATCHED,    /* … or not: another process does, or its folder is missing */
  DS_SERVICE_LEFT_OUT,       /* a folder that nobody asked to be looked after, as of another disk */
  DS_SERVICE_PROBLEM,        /* something needs a person */
  DS_SERVICE_LOW_ROOM,       /* something will, before a disk is full; nothing failed yet */
} DsServiceEventKind;

/* Borrowed for the call. Fields that do not apply are %NULL. */
typedef struct
{
  DsServiceEventKind kind;
  const char *project; /* id */
  const char *path;    /* relative, octets as on disk */
  const char *record;  /* H(record) of the draft, hexadecimal */
  const char *tsa;
  const char *text;    /* one sentence */
} DsServiceEvent;

/* Called on threads of the service, one call at a time. */
typedef void (*DsServiceFunc) (const DsServiceEvent *event, gpointer data);

G_END_DECLS
