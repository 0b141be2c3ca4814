/* ds-extension.c - which endings of a name tell a design document
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is left out because its extension is not in this list: it only keeps wide patterns for
 * side files away from names that they were not meant for. */
#include "watch/ds-extension.h"

#include <stdlib.h>
#include <string.h>

#define EXTENSION_MAX_OCTETS 16

/* Sorted by octets, lower case. */
static const char *const known_extensions[] = {
  "3dm",       "3ds",  "3mf",    "7z",        "aep",    "af",     "afdesign",  "afphoto",
  "afpub",     "ai",   "arw",    "avif",      "blend",  "bmp",    "brd",       "c4d",
  "cdr",       "clip", "cr2",    "cr3",       "csv",    "dng",    "doc",       "docx",
  "dwg",       "dxf",  "eps",    "exr",       "f3d",    "fbx",    "fcstd",     "fig",
  "gif",       "glb",  "gltf",   "glyphs",    "gz",     "hdr",    "heic",      "heif",
  "html",      "iam",  "icml",   "idml",      "iges",   "igs",    "indd",      "indt",
  "ipt",       "jpeg", "jpg",    "json",      "jxl",    "key",    "kicad_pcb", "kicad_pro",
  "kicad_sch", "kra",  "krz",    "lxo",       "ma",     "max",    "mb",        "md",
  "mdp",       "mov",  "mp4",    "nef",       "obj",    "odg",    "odp",       "ods",
  "odt",       "ora",  "orf",    "otf",       "otg",    "pages",  "pdf",       "plasticity",
  "ply",       "png",  "pptx",   "procreate", "prproj", "psb",    "psd",       "pxd",
  "raf",       "raw",  "rtf",    "rvt",       "rw2",    "sai",    "sai2",      "scad",
  "sch",       "sfd",  "sketch", "skp",       "sla",    "slddrw", "sldasm",    "sldprt",
  "spp",       "step", "stl",    "stp",       "svg",    "svgz",   "tga",       "tif",
  "tiff",      "ttf",  "txt",    "ufo",       "usd",    "usda",   "usdc",      "usdz",
  "vfb",       "vsdx", "wav",    "webp",      "woff",   "woff2",  "xcf",       "xd",
  "xlsx",      "zip",  "zprj",   "ztl"
};

static int
compare_extension (gconstpointer wanted, gconstpointer element)
{
  return strcmp (wanted, *(const char *const *) element);
}

/**
 * ds_extension_is_known:
 * @name: a base name, any case, octets as on disk
 * @length: how many octets of it count
 *
 * Returns: whether @name ends in the extension of a kind of document that designers save
 */
gboolean
ds_extension_is_known (const char *name, gsize length)
{
  const char *dot = memrchr (name, '.', length);
  char wanted[EXTENSION_MAX_OCTETS];
  gsize octets;

  if (dot == NULL || dot == name)
    return FALSE;
  octets = length - (gsize) (dot + 1 - name);
  if (octets >= sizeof wanted)
    return FALSE;
  for (gsize i = 0; i < octets; i++)
    wanted[i] = g_ascii_tolower (dot[1 + i]);
  wanted[octets] = '\0';
  return bsearch (wanted, known_extensions, G_N_ELEMENTS (known_extensions),
                  sizeof known_extensions[0], compare_extension)
         != NULL;
}
