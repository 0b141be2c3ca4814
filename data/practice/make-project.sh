#!/bin/sh
# make-project.sh - saves the design of Lantern Tea into a folder, stage by stage, as programs save
# SPDX-License-Identifier: GPL-3.0-or-later
#
# design/ holds what each stage ends with. A work that goes on is first moved to the folder of the
# new stage and then saved there, hence stays one work. Where Inkscape and GIMP are installed they
# save too: the front as a picture, and its view on a dark shelf.
set -eu

usage='Usage: make-project.sh FOLDER [--pause SECONDS]'
case $#:${2-} in
  1:) pause=1 ;;
  3:--pause) pause=$3 ;;
  *) echo "$usage" >&2; exit 2 ;;
esac
design=$(cd "$(dirname "$0")/design" && pwd)
mkdir -p "$1"
project=$(cd "$1" && pwd)
work=$(mktemp -d)   # what programs say, and their temporary files
trap 'rm -rf "$work"' EXIT

# As Inkscape saves: the file is emptied and written again.
save_in_place () { cat "$1" >"$2"; }

# As GIMP and most text editors save: beside it, then renamed over it.
save_by_rename ()
{
  cat "$1" >"$(dirname "$2")/.goutputstream-$$"
  mv "$(dirname "$2")/.goutputstream-$$" "$2"
}

# As Blender and FreeCAD save: what was there stays behind as a backup.
save_with_backup ()
{
  cat "$1" >"$2@"
  [ ! -e "$2" ] || mv "$2" "$2~"
  mv "$2@" "$2"
}

save ()
{
  case $2 in
    *.md) save_by_rename "$1" "$2" ;;
    */dieline.svg) save_with_backup "$1" "$2" ;;
    *) save_in_place "$1" "$2" ;;
  esac
  printf 'saved  %s\n' "${2#"$project"/}"
}

# Takes along into the new stage each work that is drawn on there, and lets the move be seen.
move_works ()
{
  moved=no
  for draft in "$design/$1"/*; do
    for old in "$project"/*/"$(basename "$draft")"; do
      [ -e "$old" ] || continue
      mv "$old" "$project/$1/"
      moved=yes
    done
  done
  [ $moved = no ] || sleep "$pause"
}

save_stage ()
{
  mkdir -p "$project/$1"
  move_works "$1"
  for draft in "$design/$1"/*; do
    save "$draft" "$project/$1/$(basename "$draft")"
  done
  sleep "$pause"
}

export_front ()
{
  command -v inkscape >/dev/null || return 0
  inkscape "$project/05-final/lantern-box-front.svg" --export-width=1200 \
           --export-filename="$project/05-final/lantern-box-front.png" >"$work/inkscape" 2>&1
  printf 'saved  05-final/lantern-box-front.png (Inkscape)\n'
}

show_on_shelf ()
{
  picture=$project/04-revision/lantern-box-front.svg
  shelf=$project/04-revision/on-the-shelf.xcf
  command -v gimp >/dev/null || return 0
  timeout 60 gimp --no-interface --no-data --no-fonts --new-instance \
          --batch-interpreter=plug-in-script-fu-eval --batch "
    (let* ((image (car (gimp-file-load RUN-NONINTERACTIVE \"$picture\" \"$picture\")))
           (front (car (gimp-image-get-active-drawable image)))
           (shelf (car (gimp-layer-new image 1800 1200 RGB-IMAGE \"shelf\" 100
                                       LAYER-MODE-NORMAL))))
      (gimp-image-scale image 1200 800)
      (gimp-image-resize image 1800 1200 300 200)
      (gimp-image-insert-layer image shelf 0 1)
      (gimp-layer-set-offsets shelf 0 0)
      (gimp-context-set-foreground '(128 92 66))
      (gimp-context-set-background '(24 17 14))
      (gimp-context-set-gradient-fg-bg-rgb)
      (gimp-drawable-edit-gradient-fill shelf GRADIENT-RADIAL 0 FALSE 1 0 TRUE 900 600 1900 600)
      (script-fu-drop-shadow image front 0 36 60 '(0 0 0) 80 FALSE)
      (gimp-xcf-save 0 image front \"$shelf\" \"$shelf\"))" \
    --batch '(gimp-quit 1)' >"$work/gimp" 2>&1 </dev/null || true
  [ -e "$shelf" ] || return 0   # GIMP is an extra: the design is whole without it
  printf 'saved  04-revision/on-the-shelf.xcf (GIMP)\n'
}

for stage in "$design"/*/; do
  save_stage "$(basename "$stage")"
  case $stage in
    */04-revision/) show_on_shelf ;;
    */05-final/) export_front ;;
  esac
done
