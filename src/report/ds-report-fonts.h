/* ds-report-fonts.h - the fonts of one report: only the characters it prints, nobody else's fonts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

/* The families a text style may name. Each is followed by what stands in for it. */
#define DS_REPORT_SANS "Noto Sans, Noto Sans CJK SC, DejaVu Sans"
#define DS_REPORT_SERIF "Noto Serif, Noto Serif CJK SC, DejaVu Serif"
#define DS_REPORT_MONO "Noto Sans Mono, Noto Sans CJK SC, DejaVu Sans Mono"

typedef struct _DsReportFonts DsReportFonts;

DsReportFonts *ds_report_fonts_new (const char *characters,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ds_report_fonts_free (DsReportFonts *self);
PangoContext *ds_report_fonts_get_context (DsReportFonts *self);
gunichar ds_report_fonts_find_missing (DsReportFonts *self, const char *text);
char *ds_report_fonts_make_printable (DsReportFonts *self,
                                      const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsReportFonts, ds_report_fonts_free)

G_END_DECLS
