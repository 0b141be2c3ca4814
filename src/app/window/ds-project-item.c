/* ds-project-item.c - one project in the sidebar
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/ds-project-item.h"

/* "changed" is emitted when the facts are others. */
struct _DsProjectItem
{
  GObject parent_instance;

  DsProjectFacts *facts;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (DsProjectItem, ds_project_item, G_TYPE_OBJECT)

DsProjectItem *
ds_project_item_new (DsProjectFacts *facts)
{
  DsProjectItem *self = g_object_new (DS_TYPE_PROJECT_ITEM, NULL);

  self->facts = ds_project_facts_ref (facts);
  return self;
}

DsProjectFacts *
ds_project_item_get_facts (DsProjectItem *self)
{
  return self->facts;
}

void
ds_project_item_set_facts (DsProjectItem *self, DsProjectFacts *facts)
{
  ds_project_facts_ref (facts);
  ds_project_facts_unref (self->facts);
  self->facts = facts;
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
is_same_project (GListStore *list, guint position, const DsProjectFacts *facts)
{
  g_autoptr (DsProjectItem) item = g_list_model_get_item (G_LIST_MODEL (list), position);

  return item != NULL && g_str_equal (item->facts->project->id, facts->project->id);
}

/**
 * ds_project_item_merge:
 * @list: of #DsProjectItem
 * @facts: (element-type DsProjectFacts): what the list is to show
 *
 * Brings @list to @facts and keeps the items of projects that stay, so that a selection stays.
 */
void
ds_project_item_merge (GListStore *list, GPtrArray *facts)
{
  for (guint i = 0; i < facts->len; i++)
    {
      DsProjectFacts *one = g_ptr_array_index (facts, i);
      g_autoptr (DsProjectItem) item = NULL;

      while (i < g_list_model_get_n_items (G_LIST_MODEL (list)) && !is_same_project (list, i, one))
        g_list_store_remove (list, i);
      item = g_list_model_get_item (G_LIST_MODEL (list), i);
      if (item != NULL)
        {
          ds_project_item_set_facts (item, one);
          continue;
        }
      item = ds_project_item_new (one);
      g_list_store_append (list, item);
    }

  while (g_list_model_get_n_items (G_LIST_MODEL (list)) > facts->len)
    g_list_store_remove (list, facts->len);
}

static void
ds_project_item_finalize (GObject *object)
{
  g_clear_pointer (&DS_PROJECT_ITEM (object)->facts, ds_project_facts_unref);
  G_OBJECT_CLASS (ds_project_item_parent_class)->finalize (object);
}

static void
ds_project_item_init (DsProjectItem *self)
{
}

static void
ds_project_item_class_init (DsProjectItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_project_item_finalize;
  changed_signal = g_signal_new ("changed", DS_TYPE_PROJECT_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}
