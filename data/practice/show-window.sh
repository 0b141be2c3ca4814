#!/bin/sh
# show-window.sh - opens the window on the practice project and lets a save arrive while it is open
# SPDX-License-Identifier: GPL-3.0-or-later
#
# show-window.sh BUILD PROJECT [PICTURE]
#
# With PICTURE the window is closed again once the save is stamped and the picture taken; without, it
# stays until the person closes it.
set -eu

build=$1
project=$2
picture=${3-}
design=$(cd "$(dirname "$0")/design" && pwd)

"$build/src/app/draftseal-gtk" &
window=$!

# What a designer would save next: the last word on the front of the box.
save_one_more ()
{
  sleep 3
  sed 's/<svg /<svg data-note="foil proof agreed" /' "$design/05-final/lantern-box-front.svg" \
    >"$project/05-final/lantern-box-front.svg"
  "$build/src/cli/draftseal" scan >/dev/null   # returns when the window's watcher has it stamped
}

if [ -n "$picture" ]; then
  save_one_more
  sleep 2   # thumbnails are drawn one after the other
  import -window root "$picture"
  kill "$window"
  wait "$window" || true
else
  save_one_more &
  wait "$window"
fi
