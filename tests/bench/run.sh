#!/bin/sh
# run.sh - every benchmark, one table row a figure
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh [BUILD-FOLDER]
set -eu

here=$(dirname "$(realpath "$0")")
build=$(realpath "${1:-$here/../../build}")

ninja -C "$build" --quiet src/cli/draftseal tests/app/fill-store tests/bench/bench-window
sh "$here/../app/on-display.sh" python3 -B "$here/bench-window.py" "$build"
python3 -B "$here/bench-save.py" "$build"
python3 -B "$here/bench-scan.py" "$build"
