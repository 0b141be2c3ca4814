/* ds-stage.c - where a draft stands on the way, and the rules that guess it from a path
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-stage.h"

#include <string.h>

#define WORDS_MAX 8

typedef struct
{
  const char *id;
  const char *words[WORDS_MAX]; /* whole words of a name, lower case */
  const char *hanzi[WORDS_MAX]; /* anywhere in a name */
} Stage;

/* Later rows win where a name fits several: “final-sketch” is a Final. */
static const Stage stages[] = {
  { DS_STAGE_OUTLINE,
    { "outline", "outlines", "brief", "moodboard" },
    { "大纲", "提纲", "构思", "灵感" } },
  { DS_STAGE_CONCEPT, { "concept", "concepts", "idea", "ideas" }, { "设定", "概念", "方案" } },
  { DS_STAGE_SKETCH,
    { "sketch", "sketches", "draft", "drafts", "rough", "wip" },
    { "草稿", "草图", "初稿", "线稿" } },
  { DS_STAGE_REVISION,
    { "revision", "revisions", "rev", "revised", "review" },
    { "修改稿", "修改", "修订", "二稿", "三稿" } },
  { DS_STAGE_FINAL,
    { "final", "finals", "finished", "master" },
    { "定稿", "终稿", "成稿", "完稿" } },
};

static const char *const ids[] = { DS_STAGE_OUTLINE,  DS_STAGE_CONCEPT, DS_STAGE_SKETCH,
                                   DS_STAGE_REVISION, DS_STAGE_FINAL,   NULL };

/* (array zero-terminated=1): the five stages, first to last. */
const char *const *
ds_stage_list (void)
{
  return ids;
}

gboolean
ds_stage_is_known (const char *stage)
{
  return g_strv_contains (ids, stage);
}

static gboolean
is_separator (char c)
{
  return c == ' ' || c == '-' || c == '_' || c == '.' || c == '(' || c == ')' || c == '+';
}

/* “v2”, “v03”, “rev4”, “r2”: a second or later state; the first is still a sketch. */
static gboolean
is_later_version (const char *word)
{
  const char *digits = word;

  if (g_str_has_prefix (word, "rev"))
    digits = word + 3;
  else if (word[0] == 'v' || word[0] == 'r')
    digits = word + 1;
  if (digits == word || strlen (digits) > 3)
    return FALSE;
  for (const char *c = digits; *c != '\0'; c++)
    if (!g_ascii_isdigit (*c))
      return FALSE;
  return g_ascii_strtoull (digits, NULL, 10) >= 2;
}

static gboolean
word_is_of (const Stage *stage, const char *word)
{
  for (guint i = 0; i < WORDS_MAX && stage->words[i] != NULL; i++)
    if (strcmp (stage->words[i], word) == 0)
      return TRUE;
  return strcmp (stage->id, DS_STAGE_REVISION) == 0 && is_later_version (word);
}

static gboolean
name_is_of (const Stage *stage, const char *name)
{
  const char *at = name;

  for (guint i = 0; i < WORDS_MAX && stage->hanzi[i] != NULL; i++)
    if (strstr (name, stage->hanzi[i]) != NULL)
      return TRUE;

  while (*at != '\0')
    {
      const char *start = at;
      g_autofree char *word = NULL;

      while (*at != '\0' && !is_separator (*at))
        at++;
      word = g_ascii_strdown (start, at - start);
      if (word_is_of (stage, word))
        return TRUE;
      if (*at != '\0')
        at++;
    }
  return FALSE;
}

static const char *
stage_of_name (const char *name)
{
  for (guint i = G_N_ELEMENTS (stages); i-- > 0;)
    if (name_is_of (&stages[i], name))
      return stages[i].id;
  return NULL;
}

/**
 * ds_stage_from_word:
 * @word: what a person wrote: an id or one of its words, English or Chinese
 *
 * Returns: (nullable): the stage's id
 */
const char *
ds_stage_from_word (const char *word)
{
  return stage_of_name (word);
}

/**
 * ds_stage_from_path:
 * @path: relative to the project's folder
 *
 * The default rules: what a name says goes before what its folder says, the nearest folder before
 * those above it; `sketch` where nothing fits.
 *
 * Returns: the stage's id
 */
const char *
ds_stage_from_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  for (guint i = g_strv_length (parts); i-- > 0;)
    {
      const char *stage = stage_of_name (parts[i]);

      if (stage != NULL)
        return stage;
    }
  return DS_STAGE_SKETCH;
}
