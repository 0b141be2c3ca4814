/* ds-project-banner.h - what the banner says about a project
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/look/ds-banner.h"
#include "app/store/ds-project-facts.h"

G_BEGIN_DECLS

void ds_project_banner_show (DsBanner *banner, const DsProjectFacts *facts);

G_END_DECLS
